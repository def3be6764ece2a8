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
 * Security headers. Only the page may be framed, by configured origins (Content Security Policy
 * Level 3, {@code frame-ancestors}); the embedding module may be loaded by any page.
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
      // X-Frame-Options (RFC 7034) cannot list origins.
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
      // suda.jar compresses the page's files; a shared cache must distinguish both forms.
      http.addHeader("Vary", "Accept-Encoding");
    }
    chain.doFilter(request, response);
  }

  /** Relative to the context path, without path parameters. */
  private static String path(HttpServletRequest request) {
    return request
        .getRequestURI()
        .substring(request.getContextPath().length())
        .replaceFirst(";.*", "");
  }
}
