package chat.suda.rest;

import chat.suda.config.Authentication;
import chat.suda.config.Settings;
import chat.suda.identity.Callers;
import chat.suda.identity.RequestPath;
import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Cross-origin calls (WHATWG Fetch, "CORS protocol"): answered for allowed origins; from any other,
 * calls that change something are refused.
 */
public class OriginFilter implements Filter {

  private static final Set<String> SAFE = Set.of("GET", "HEAD");

  /** RFC 9110, section 7.2; servers let others through, and build URLs of them. */
  private static final Pattern HOST =
      Pattern.compile("(\\[[\\w:.%]+\\]|[\\w.~!$&'()*+,;=%-]*)(:\\d*)?");

  @Inject Settings settings;

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest call = (HttpServletRequest) request;
    HttpServletResponse answer = (HttpServletResponse) response;
    answer.addHeader("Vary", "Origin");
    String host = call.getHeader("Host");
    if (host != null && !HOST.matcher(host).matches()) {
      ErrorResponse.of(new ApiException(400, "host.invalid"), call).send(answer);
      return;
    }
    String origin = call.getHeader("Origin");
    boolean allowed = origin != null && settings.origins().contains(lowerCase(origin));
    boolean preflight = call.getMethod().equals("OPTIONS");
    if (allowed) {
      allow(origin, preflight, call, answer);
    }
    if (allowed && preflight) {
      answer.setStatus(HttpServletResponse.SC_NO_CONTENT);
    } else if (origin == null
        || allowed
        || SAFE.contains(call.getMethod())
        || own(origin, call)
        || byBearer(call)) {
      chain.doFilter(request, response);
    } else {
      ErrorResponse.of(new ApiException(403, "origin.refused"), call).send(answer);
    }
  }

  private void allow(
      String origin, boolean preflight, HttpServletRequest call, HttpServletResponse answer) {
    answer.setHeader("Access-Control-Allow-Origin", origin);
    answer.setHeader("Access-Control-Allow-Credentials", "true");
    boolean anonymous = settings.authentication().mode() == Authentication.Mode.ANONYMOUS;
    boolean more = preflight && !(anonymous && RequestPath.isSeed(call));
    answer.setHeader(
        "Access-Control-Allow-Headers",
        more ? "Authorization, Content-Type, Idempotency-Key, Last-Event-ID" : "Content-Type");
    if (!preflight) {
      answer.setHeader("Access-Control-Expose-Headers", "Location, Retry-After");
    } else {
      answer.setHeader("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS");
      answer.setHeader("Access-Control-Max-Age", "600");
    }
  }

  /**
   * Compares only host and port unless {@code suda.public-url} is set: behind a proxy that
   * terminates TLS, the scheme seen here is not the browser's.
   */
  private boolean own(String origin, HttpServletRequest call) {
    Optional<String> known = settings.authentication().publicOrigin();
    if (known.filter(lowerCase(origin)::equals).isPresent()) {
      return true;
    }
    String host = call.getHeader("Host");
    return origin.contains("://")
        && host != null
        && authority(origin).equals(withoutDefaultPort(host))
        // Another scheme is another origin.
        && known.filter(ours -> authority(ours).equals(authority(origin))).isEmpty();
  }

  private static String authority(String origin) {
    return withoutDefaultPort(origin.substring(origin.indexOf("://") + 3));
  }

  /** Browsers do not add a token by themselves. In other modes a token has no meaning. */
  private boolean byBearer(HttpServletRequest call) {
    Authentication.Mode mode = settings.authentication().mode();
    return (mode == Authentication.Mode.OIDC || mode == Authentication.Mode.TOKEN)
        && Callers.bearer(call).isPresent();
  }

  private static String withoutDefaultPort(String authority) {
    return lowerCase(authority).replaceFirst(":(80|443)$", "");
  }

  private static String lowerCase(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
