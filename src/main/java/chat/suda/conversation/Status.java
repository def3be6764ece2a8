package chat.suda.conversation;

import java.util.Locale;

/** How far a message is. All but {@link #STREAMING} are final. */
public enum Status {
  STREAMING,
  COMPLETE,
  STOPPED,
  FAILED,
  /** The server ended while it was being written. */
  INTERRUPTED;

  /** The name on the wire, such as {@code streaming}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
