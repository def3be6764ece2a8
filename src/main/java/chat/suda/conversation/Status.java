package chat.suda.conversation;

import java.util.Locale;

/** The state of a message. All but {@link #STREAMING} are final. */
public enum Status {
  STREAMING,
  COMPLETE,
  STOPPED,
  FAILED,
  /** The server ended during the answer. */
  INTERRUPTED;

  /** The name on the wire, such as {@code streaming}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
