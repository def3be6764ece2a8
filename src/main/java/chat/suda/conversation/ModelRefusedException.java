package chat.suda.conversation;

/** The caller may not use this model. */
public final class ModelRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param model its name
   */
  public ModelRefusedException(String model) {
    super(model);
  }
}
