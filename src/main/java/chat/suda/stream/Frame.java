package chat.suda.stream;

/**
 * One block of an event stream, by the WHATWG HTML standard, section 9.2 "Server-sent events".
 * Members that do not apply are {@code null}.
 *
 * @param id at most 64 printable ASCII characters
 * @param data one line
 * @param comment one line, shown to no script
 * @param retry milliseconds that the client waits before it reconnects
 */
public record Frame(String id, String data, String comment, Long retry) {

  public static Frame event(String id, String data) {
    return new Frame(id, data, null, null);
  }

  public static Frame comment(String comment) {
    return new Frame(null, null, comment, null);
  }

  public static Frame retry(long millis) {
    return new Frame(null, null, null, millis);
  }
}
