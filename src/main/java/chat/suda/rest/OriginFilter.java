package chat.suda.rest;

import chat.suda.config.Settings;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.util.Locale;
import java.util.Set;

/**
 * Cross-origin calls (WHATWG Fetch, "CORS protocol"): allowed origins are answered, and a call that
 * changes something is refused from any other.
 */
@Provider
@PreMatching
@Priority(Priorities.AUTHENTICATION - 100)
public class OriginFilter implements ContainerRequestFilter, ContainerResponseFilter {

  private static final Set<String> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final String ORIGIN = "Origin";

  @Inject Settings settings;

  @Override
  public void filter(ContainerRequestContext request) {
    String origin = request.getHeaderString(ORIGIN);
    if (origin == null || SAFE.contains(request.getMethod())) {
      return;
    }
    boolean allowed = allowed(origin);
    if (allowed && HttpMethod.OPTIONS.equals(request.getMethod())) {
      request.abortWith(Response.noContent().build());
    } else if (!allowed && !own(origin, request)) {
      throw new ApiException(403, "origin.refused");
    }
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    MultivaluedMap<String, Object> headers = response.getHeaders();
    headers.add(HttpHeaders.VARY, ORIGIN);
    String origin = request.getHeaderString(ORIGIN);
    if (origin == null || !allowed(origin)) {
      return;
    }
    headers.putSingle("Access-Control-Allow-Origin", origin);
    headers.putSingle("Access-Control-Allow-Credentials", "true");
    if (HttpMethod.OPTIONS.equals(request.getMethod()) && !Paths.isSeed(request.getUriInfo())) {
      headers.putSingle(
          "Access-Control-Allow-Headers", "Content-Type, Idempotency-Key, Last-Event-ID");
    } else {
      headers.putSingle("Access-Control-Allow-Headers", "Content-Type");
    }
    if (HttpMethod.OPTIONS.equals(request.getMethod())) {
      headers.putSingle("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS");
      headers.putSingle("Access-Control-Max-Age", "600");
    }
  }

  private boolean allowed(String origin) {
    return settings.origins().contains(origin.toLowerCase(Locale.ROOT));
  }

  /**
   * By host and port alone: behind a proxy that ends TLS the scheme seen here is not the browser's.
   */
  private static boolean own(String origin, ContainerRequestContext request) {
    int authority = origin.indexOf("://");
    String host = request.getHeaderString(HttpHeaders.HOST);
    return authority > 0
        && host != null
        && withoutDefaultPort(origin.substring(authority + 3))
            .equalsIgnoreCase(withoutDefaultPort(host));
  }

  private static String withoutDefaultPort(String authority) {
    return authority.replaceFirst(":(80|443)$", "");
  }
}
