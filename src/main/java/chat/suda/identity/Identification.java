package chat.suda.identity;

/**
 * The identified caller, or the refusal.
 *
 * @param caller or {@code null}
 * @param refusal or {@code null} if there is a caller or none is needed
 */
record Identification(Caller caller, Refusal refusal) {

  /** The reason of a refusal. */
  enum Refusal {
    /** The request has no credentials. */
    UNKNOWN(401),
    /** The credentials are invalid or have expired. */
    INVALID(401),
    DISABLED(401),
    /** The data of this anonymous person were erased; their cookie is no longer valid. */
    ERASED(204),
    /** None of the caller's roles is allowed here. */
    ROLE(403),
    /** For administrators only. */
    ADMIN(403),
    /** The identity provider is unavailable. */
    AWAY(503);

    final int status;

    Refusal(int status) {
      this.status = status;
    }
  }

  static Identification of(Caller caller) {
    return new Identification(caller, null);
  }

  static Identification refused(Refusal refusal) {
    return new Identification(null, refusal);
  }
}
