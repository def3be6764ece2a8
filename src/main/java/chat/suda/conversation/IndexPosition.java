package chat.suda.conversation;

/** The position of a text in the search index: segment and position in it, as one number. */
final class IndexPosition {

  /** Texts per segment. */
  static final int SEGMENT = 512;

  /** Not indexed yet: the text itself is searched. */
  static final long TAIL = -1;

  private IndexPosition() {}

  static long of(long segment, int position) {
    return segment * SEGMENT + position;
  }

  static long segment(long place) {
    return place / SEGMENT;
  }
}
