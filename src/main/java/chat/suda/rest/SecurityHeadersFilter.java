package chat.suda.rest;

import chat.suda.config.Settings;
import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/**
 * Headers that keep a browser from doing with our answers what they are not for. The page alone may
 * be framed, by the origins that the operator names (Content Security Policy Level 3, {@code
 * frame-ancestors}); the module that does so there may be loaded by any page.
 */
public class SecurityHeadersFilter implements Filter {

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
          + " connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none';"
          + " form-action 'none'; frame-ancestors ";
  private static final Set<String> PAGE = Set.of("", "/", "/index.html");
  private static final String API = "/api/";
  private static final String MODULE = "/js/suda-chat.js";

  @Inject Settings settings;

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletResponse http = (HttpServletResponse) response;
    String path = path((HttpServletRequest) request);
    Set<String> origins = settings.embedOrigins();
    if (PAGE.contains(path) && !origins.isEmpty()) {
      // X-Frame-Options (RFC 7034) can name no origins.
      http.setHeader("Content-Security-Policy", POLICY + String.join(" ", new TreeSet<>(origins)));
    } else {
      http.setHeader("Content-Security-Policy", POLICY + "'none'");
      http.setHeader("X-Frame-Options", "DENY");
    }
    http.setHeader("X-Content-Type-Options", "nosniff");
    http.setHeader("Referrer-Policy", "no-referrer");
    if (path.equals(MODULE)) {
      http.setHeader("Access-Control-Allow-Origin", "*");
    }
    if (!path.startsWith(API)) {
      // suda.jar compresses what is of the page; a shared cache has to tell both forms apart.
      http.addHeader("Vary", "Accept-Encoding");
    }
    chain.doFilter(request, response);
  }

  /** Below the application's own, without parameters of its segments. */
  private static String path(HttpServletRequest request) {
    return request
        .getRequestURI()
        .substring(request.getContextPath().length())
        .replaceFirst(";.*", "");
  }
}
