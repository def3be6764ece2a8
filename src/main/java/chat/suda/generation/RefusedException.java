package chat.suda.generation;

/** An answer cannot be started now; nothing was sent upstream. */
public final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  /** The reason. */
  public enum Reason {
    /** An answer is running in this conversation. */
    ALREADY_RUNNING,
    /** The user has as many answers running as allowed. */
    USER_LIMIT,
    /** This node has as many answers running as allowed. */
    NODE_FULL,
    /** The shared state of the nodes is unavailable. */
    AWAY
  }

  private final transient Reason reason;

  public RefusedException(Reason reason) {
    super(reason.name());
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
