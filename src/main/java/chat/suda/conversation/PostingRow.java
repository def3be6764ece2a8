package chat.suda.conversation;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;

/** Where in a segment two characters stand, by the character that follows: {@link Postings}. */
@Entity
@IdClass(PostingRow.Key.class)
@Table(name = "search_posting")
class PostingRow {

  @Id long segment;
  @Id int pair;
  byte[] texts;

  protected PostingRow() {}

  PostingRow(long segment, int pair, byte[] texts) {
    this.segment = segment;
    this.pair = pair;
    this.texts = texts;
  }

  /** What names a row. */
  static final class Key implements Serializable {

    private static final long serialVersionUID = 1L;

    long segment;
    int pair;

    protected Key() {}

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && key.segment == segment && key.pair == pair;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(segment) * 31 + pair;
    }
  }
}
