package chat.suda.conversation;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;

/** A bucket of a segment, see {@link Postings}. */
@Entity
@IdClass(PostingRow.Key.class)
@Table(name = "search_posting")
class PostingRow {

  @Id long segment;
  @Id int bucket;
  byte[] texts;

  protected PostingRow() {}

  PostingRow(long segment, int bucket, byte[] texts) {
    this.segment = segment;
    this.bucket = bucket;
    this.texts = texts;
  }

  /** The primary key. */
  static final class Key implements Serializable {

    private static final long serialVersionUID = 1L;

    long segment;
    int bucket;

    protected Key() {}

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && key.segment == segment && key.bucket == bucket;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(segment) * 31 + bucket;
    }
  }
}
