package chat.suda.conversation;

import java.util.Locale;

/** The author of a message. */
public enum Role {
  USER,
  ASSISTANT;

  /** The name on the wire, such as {@code user}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
