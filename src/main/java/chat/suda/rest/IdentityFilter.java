package chat.suda.rest;

import chat.suda.identity.Identity;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Knows an anonymous caller by the cookie, and gives one to who has none: but not on the seed
 * endpoint, whose original client sends no cookies across origins.
 */
public class IdentityFilter implements Filter {

  private static final int ONE_YEAR_SECONDS = 31_536_000;

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest http = (HttpServletRequest) request;
    Optional<Identity> identity = known(http);
    if (identity.isEmpty() && !SeedPaths.isSeed(http)) {
      String secret = Identity.newSecret();
      ((HttpServletResponse) response).addHeader("Set-Cookie", cookie(secret, http));
      identity = Identity.of(secret);
    }
    chain.doFilter(new Identified(http, identity.map(Identity::user).orElse(null)), response);
  }

  private static Optional<Identity> known(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    return Stream.of(cookies == null ? new Cookie[0] : cookies)
        .filter(cookie -> cookie.getName().equals(Identity.COOKIE))
        .flatMap(cookie -> Identity.of(cookie.getValue()).stream())
        .findFirst();
  }

  private static String cookie(String secret, HttpServletRequest request) {
    boolean overTls =
        request.isSecure() || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
    return "%s=%s; Path=%s/; Max-Age=%d; HttpOnly; SameSite=Lax%s"
        .formatted(
            Identity.COOKIE,
            secret,
            request.getContextPath(),
            ONE_YEAR_SECONDS,
            overTls ? "; Secure" : "");
  }

  /** The request with its caller, {@code null} for one without an identity. */
  private static final class Identified extends HttpServletRequestWrapper {

    private final String user;

    Identified(HttpServletRequest request, String user) {
      super(request);
      this.user = user;
    }

    @Override
    public String getRemoteUser() {
      return user;
    }

    @Override
    public Principal getUserPrincipal() {
      return user == null ? null : () -> user;
    }
  }
}
