package chat.suda.rest;

import jakarta.ws.rs.core.SecurityContext;

/** Who is calling, as {@link IdentityFilter} found out. */
final class Caller {

  private Caller() {}

  /** The user's id, or {@code null} for a caller without an identity. */
  static String user(SecurityContext security) {
    return security.getUserPrincipal() == null ? null : security.getUserPrincipal().getName();
  }
}
