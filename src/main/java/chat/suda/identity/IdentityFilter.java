package chat.suda.identity;

import chat.suda.config.Authentication;
import chat.suda.config.Settings;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Locale;
import java.util.Set;

/**
 * Gives a request its principal, a {@link Caller}, or refuses it.
 *
 * <p>In anonymous mode callers without a cookie get one; not on the seed endpoint, whose original
 * client sends no cookies across origins.
 */
public class IdentityFilter implements Filter {

  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  @Inject Settings settings;
  @Inject Callers callers;
  @Inject People people;
  @Inject Event<LoginAttempt> attempts;

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest call = (HttpServletRequest) request;
    HttpServletResponse answer = (HttpServletResponse) response;
    Authentication authentication = settings.authentication();
    Identification found = callers.identify(call);
    if (found.refusal() == Identification.Refusal.ERASED) {
      if (RequestPath.isEventStream(call)) {
        // An EventSource does not reconnect after this (WHATWG HTML, 9.2).
        answer.setStatus(HttpServletResponse.SC_NO_CONTENT);
        return;
      }
    } else if (found.refusal() != null) {
      record(found, call);
      RefusalResponse.send(found.refusal(), authentication, call, answer);
      return;
    }
    Caller caller = found.caller();
    if (caller == null
        && !RequestPath.isSeed(call)
        && authentication.mode() == Authentication.Mode.ANONYMOUS) {
      String secret = AnonymousSecret.next();
      answer.addHeader(
          "Set-Cookie",
          Cookies.set(AnonymousSecret.COOKIE, secret, "/", Cookies.ONE_YEAR, call, authentication));
      caller = AnonymousSecret.holder(secret).map(Caller::anonymous).orElseThrow();
    }
    if (caller != null && caller.anonymous() && !READS.contains(call.getMethod())) {
      people.seenAnonymous(caller.id());
    }
    chain.doFilter(new Identified(call, caller), response);
  }

  /** What has no login yet is everyday. */
  private void record(Identification found, HttpServletRequest call) {
    Identification.Refusal refusal = found.refusal();
    if (refusal != Identification.Refusal.UNKNOWN && refusal != Identification.Refusal.AWAY) {
      String outcome = refusal.name().toLowerCase(Locale.ROOT);
      attempts.fire(
          new LoginAttempt(
              found.caller() == null ? null : found.caller().id(),
              call.getRemoteAddr(),
              "access",
              outcome));
    }
  }

  /** The request with its caller, {@code null} for one without an identity. */
  private static final class Identified extends HttpServletRequestWrapper {

    private final Caller caller;

    Identified(HttpServletRequest request, Caller caller) {
      super(request);
      this.caller = caller;
    }

    @Override
    public String getRemoteUser() {
      return caller == null ? null : caller.id();
    }

    @Override
    public Principal getUserPrincipal() {
      return caller;
    }

    @Override
    public boolean isUserInRole(String role) {
      return caller != null && caller.roles().contains(role);
    }
  }
}
