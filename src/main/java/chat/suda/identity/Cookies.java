package chat.suda.identity;

import chat.suda.config.Authentication;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Cookies that scripts cannot read and other sites do not send (RFC 6265bis). */
final class Cookies {

  static final Duration ONE_YEAR = Duration.ofDays(365);

  private Cookies() {}

  /**
   * The values of all cookies of that name: a browser may send several, for several paths. Without
   * enclosing quotes (RFC 6265, {@code cookie-value}), which from Servlet 6.1 on are a part of
   * {@code Cookie#getValue()}.
   */
  static List<String> values(HttpServletRequest request, String name) {
    Cookie[] cookies = request.getCookies();
    return Stream.of(cookies == null ? new Cookie[0] : cookies)
        .filter(cookie -> cookie.getName().equals(name))
        .map(cookie -> unquoted(cookie.getValue()))
        .toList();
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  /**
   * A {@code Set-Cookie}.
   *
   * @param path below the application's own, beginning with a slash
   * @param age zero deletes it
   */
  static String set(
      String name,
      String value,
      String path,
      Duration age,
      HttpServletRequest request,
      Authentication authentication) {
    boolean overTls =
        authentication.publicOverTls()
            || request.isSecure()
            || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
    return "%s=%s; Path=%s%s; Max-Age=%d; HttpOnly; SameSite=Lax%s"
        .formatted(
            name,
            value,
            root(request, authentication),
            path,
            age.toSeconds(),
            overTls ? "; Secure" : "");
  }

  /** The context path as browsers see it, without a trailing slash. */
  private static String root(HttpServletRequest request, Authentication authentication) {
    return authentication
        .publicUrl()
        .map(url -> URI.create(url).getRawPath())
        .orElse(request.getContextPath());
  }
}
