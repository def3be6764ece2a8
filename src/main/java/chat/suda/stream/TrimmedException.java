package chat.suda.stream;

/** A reader is behind the log's oldest event: the events it missed have been dropped. */
public final class TrimmedException extends Exception {

  private static final long serialVersionUID = 1L;

  TrimmedException(long after, long oldest) {
    super("position " + after + " is before the oldest that is kept, " + oldest);
  }
}
