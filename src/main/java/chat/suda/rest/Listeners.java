package chat.suda.rest;

import chat.suda.identity.Caller;
import chat.suda.session.Listener;
import jakarta.servlet.http.HttpServletRequest;

/** Creates the listener of a connection from its request. */
final class Listeners {

  private static final Listener NOBODY = new Listener(null, null, null);

  private Listeners() {}

  static Listener of(HttpServletRequest request) {
    return request.getUserPrincipal() instanceof Caller caller
        ? new Listener(caller.id(), caller.login(), caller.expiresAt())
        : NOBODY;
  }
}
