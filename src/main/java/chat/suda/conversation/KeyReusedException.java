package chat.suda.conversation;

/** An idempotency key was used for another request before. */
public final class KeyReusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  KeyReusedException() {
    super("An idempotency key came again with another request");
  }
}
