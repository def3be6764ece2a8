package chat.suda.stream;

/** A reader fell behind the log's oldest event: what it missed cannot be read from the log. */
public final class TrimmedException extends Exception {

  private static final long serialVersionUID = 1L;

  TrimmedException(long after, long oldest) {
    super("position " + after + " is before the oldest that is kept, " + oldest);
  }
}
