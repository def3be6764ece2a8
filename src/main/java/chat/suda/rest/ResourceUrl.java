package chat.suda.rest;

import chat.suda.config.Settings;
import jakarta.servlet.http.HttpServletRequest;

/** URLs of resources, as browsers see them. */
final class ResourceUrl {

  private ResourceUrl() {}

  /** Suda's own URL, without a trailing slash: {@code suda.public-url}, or where the call came. */
  static String root(HttpServletRequest request, Settings settings) {
    return settings
        .authentication()
        .publicUrl()
        .orElseGet(
            () -> {
              String url = request.getRequestURL().toString();
              return url.substring(0, url.length() - path(request).length());
            });
  }

  /** The URL of a resource that a {@code POST} to its collection has created. */
  static String created(HttpServletRequest request, Settings settings, String id) {
    return root(request, settings) + path(request) + "/" + id;
  }

  /** Relative to the context path. */
  private static String path(HttpServletRequest request) {
    return request.getRequestURI().substring(request.getContextPath().length());
  }
}
