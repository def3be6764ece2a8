package chat.suda.rest;

import chat.suda.identity.Identity;
import jakarta.annotation.Priority;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.Provider;
import java.security.Principal;
import java.util.Optional;

/**
 * Knows an anonymous caller by the cookie, and gives one to who has none: but not on the seed
 * endpoint, whose original client sends no cookies across origins.
 */
@Provider
@PreMatching
@Priority(Priorities.AUTHENTICATION)
public class IdentityFilter implements ContainerRequestFilter, ContainerResponseFilter {

  private static final String NEW_SECRET = "chat.suda.new-secret";
  private static final int ONE_YEAR_SECONDS = 31_536_000;

  @Context HttpServletRequest servletRequest;

  @Override
  public void filter(ContainerRequestContext request) {
    Cookie cookie = request.getCookies().get(Identity.COOKIE);
    Optional<Identity> identity = Identity.of(cookie == null ? null : cookie.getValue());
    if (identity.isEmpty() && !Paths.isSeed(request.getUriInfo())) {
      String secret = Identity.newSecret();
      request.setProperty(NEW_SECRET, secret);
      identity = Identity.of(secret);
    }
    String user = identity.map(Identity::user).orElse(null);
    request.setSecurityContext(new Known(user, request.getSecurityContext().isSecure()));
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    Object secret = request.getProperty(NEW_SECRET);
    if (secret != null) {
      response
          .getHeaders()
          .add(
              HttpHeaders.SET_COOKIE,
              Identity.COOKIE
                  + "="
                  + secret
                  + "; Path="
                  + servletRequest.getContextPath()
                  + "/; Max-Age="
                  + ONE_YEAR_SECONDS
                  + "; HttpOnly; SameSite=Lax"
                  + (overTls(request) ? "; Secure" : ""));
    }
  }

  private static boolean overTls(ContainerRequestContext request) {
    return request.getSecurityContext().isSecure()
        || "https".equalsIgnoreCase(request.getHeaderString("X-Forwarded-Proto"));
  }

  private record Known(String user, boolean isSecure) implements SecurityContext {

    @Override
    public Principal getUserPrincipal() {
      return user == null ? null : () -> user;
    }

    @Override
    public boolean isUserInRole(String role) {
      return false;
    }

    @Override
    public String getAuthenticationScheme() {
      return null;
    }
  }
}
