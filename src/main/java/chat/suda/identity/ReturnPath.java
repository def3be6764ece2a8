package chat.suda.identity;

import java.util.regex.Pattern;

/** Where a browser goes after a login: a path of Suda's own, never another host's. */
final class ReturnPath {

  private static final int MAX_CHARS = 1000;

  /**
   * One slash, then anything but a second one, however it is encoded, and nothing that browsers
   * read as one.
   */
  private static final Pattern OWN =
      Pattern.compile("/(?![/\\\\]|%2f|%5c)[\\x21-\\x7e&&[^\\\\\"<>]]*", Pattern.CASE_INSENSITIVE);

  private ReturnPath() {}

  /** The path if it is one, else {@code /}. The addresses of logins themselves are none. */
  static String of(String to) {
    return to != null
            && to.length() <= MAX_CHARS
            && OWN.matcher(to).matches()
            && !to.matches("/log(in|out)\\b.*")
        ? to
        : "/";
  }
}
