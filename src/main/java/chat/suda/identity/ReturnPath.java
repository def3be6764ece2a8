package chat.suda.identity;

import java.util.regex.Pattern;

/** The path after a login: always of Suda, never of another host. */
final class ReturnPath {

  private static final int MAX_CHARS = 1000;

  /**
   * One slash not followed by a second one, in any encoding, and nothing that browsers treat as
   * one.
   */
  private static final Pattern OWN =
      Pattern.compile("/(?![/\\\\]|%2f|%5c)[\\x21-\\x7e&&[^\\\\\"<>]]*", Pattern.CASE_INSENSITIVE);

  private ReturnPath() {}

  /** The path if it is valid, else {@code /}; so too for the paths of the login itself. */
  static String of(String to) {
    return to != null
            && to.length() <= MAX_CHARS
            && OWN.matcher(to).matches()
            && !to.matches("/log(in|out)\\b.*")
        ? to
        : "/";
  }
}
