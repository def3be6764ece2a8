package chat.suda.identity;

/**
 * The end of one login, or of all of a person.
 *
 * @param person the person's id, or {@code null}
 * @param login the hash of the login's id, or {@code null}
 */
public record SignOut(String person, String login) {

  static SignOut ofPerson(String id) {
    return new SignOut(id, null);
  }

  static SignOut ofLogin(String id) {
    return new SignOut(null, id);
  }

  /** The text form. */
  public String text() {
    return person == null ? "login " + login : "person " + person;
  }

  /** Parses {@link #text}. */
  public static SignOut parse(String text) {
    String id = text.substring(text.indexOf(' ') + 1);
    return text.startsWith("person ") ? ofPerson(id) : ofLogin(id);
  }
}
