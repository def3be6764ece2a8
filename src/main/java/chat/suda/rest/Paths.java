package chat.suda.rest;

import jakarta.servlet.http.HttpServletRequest;

/** Tells the seed endpoint, which has its own manners, from the rest of the API. */
final class Paths {

  private static final String SEED = "/api/v1/" + SeedResource.PATH;

  private Paths() {}

  static boolean isSeed(HttpServletRequest request) {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    return path.equals(SEED) || path.startsWith(SEED + "/") || path.startsWith(SEED + ";");
  }
}
