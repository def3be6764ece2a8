package chat.suda.conversation.attachment;

import java.io.IOException;

/** A file is none that is taken, or cannot be read. */
public final class UnreadableFileException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Why, by what the caller says about it. */
  public enum Reason {
    /** Of no kind that is taken. */
    UNKNOWN_KIND,
    /** Without a byte. */
    EMPTY,
    /** Cut off, or not as its format wants it. */
    BROKEN,
    /** Not without a password. */
    ENCRYPTED,
    /** It would take more memory, pages or pixels than are given to a file. */
    TOO_COMPLEX,
    /** It would take more time. */
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
