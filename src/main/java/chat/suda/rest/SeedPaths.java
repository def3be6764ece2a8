package chat.suda.rest;

import jakarta.servlet.http.HttpServletRequest;

/** Tells the seed endpoint, which has its own manners, from the rest of the API. */
final class SeedPaths {

  private SeedPaths() {}

  static boolean isSeed(HttpServletRequest request) {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    return path.startsWith(SeedEndpoint.PATH)
        && (path.length() == SeedEndpoint.PATH.length()
            || "/;".indexOf(path.charAt(SeedEndpoint.PATH.length())) >= 0);
  }
}
