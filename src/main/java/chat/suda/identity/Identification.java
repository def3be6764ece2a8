package chat.suda.identity;

/**
 * Who makes a request, or why that is not known.
 *
 * @param caller or {@code null}; with a refusal, whose call is refused, as far as that is known
 * @param refusal or {@code null} where there is a caller, or none is needed
 */
record Identification(Caller caller, Refusal refusal) {

  /** Why a request is refused. */
  enum Refusal {
    /** Nothing says who is calling. */
    UNKNOWN(401),
    /** What says it is not valid, or not any more. */
    INVALID(401),
    DISABLED(401),
    /** An anonymous person whose data were erased; their cookie is good for nothing any more. */
    ERASED(204),
    /** None of the caller's roles is allowed here. */
    ROLE(403),
    /** For administrators alone. */
    ADMIN(403),
    /** The identity provider can't be asked. */
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
