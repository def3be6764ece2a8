package chat.suda.conversation;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A part of the search's index: {@link IndexPosition#SEGMENT} texts of one owner. */
@Entity
@Table(name = "search_segment")
class SegmentRow {

  @Id long id;
  String owner;

  /** Contains deleted texts, and is to be rebuilt. */
  boolean stale;

  protected SegmentRow() {}

  SegmentRow(long id, String owner) {
    this.id = id;
    this.owner = owner;
  }
}
