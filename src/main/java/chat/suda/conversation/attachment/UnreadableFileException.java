package chat.suda.conversation.attachment;

import java.io.IOException;

/** The type of a file is not accepted, or it cannot be read. */
public final class UnreadableFileException extends IOException {

  private static final long serialVersionUID = 1L;

  /** The reason. */
  public enum Reason {
    /** The type is not accepted. */
    UNKNOWN_KIND,
    /** The file is empty. */
    EMPTY,
    /** Truncated, or invalid in its format. */
    BROKEN,
    /** It requires a password. */
    ENCRYPTED,
    /** It exceeds a limit for memory, pages or pixels. */
    TOO_COMPLEX,
    /** It exceeds the time limit. */
    TOO_SLOW
  }

  private final Reason reason;

  public UnreadableFileException(Reason reason) {
    this(reason, null);
  }

  public UnreadableFileException(Reason reason, Throwable cause) {
    super(reason.name(), cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
