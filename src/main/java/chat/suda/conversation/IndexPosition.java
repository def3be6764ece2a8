package chat.suda.conversation;

/** Where a text stands in the search's index: its segment and its position there, in one number. */
final class IndexPosition {

  /** Texts of a segment. */
  static final int SEGMENT = 512;

  /** Not in the index yet: looked at itself. */
  static final long TAIL = -1;

  private IndexPosition() {}

  static long of(long segment, int position) {
    return segment * SEGMENT + position;
  }

  static long segment(long place) {
    return place / SEGMENT;
  }
}
