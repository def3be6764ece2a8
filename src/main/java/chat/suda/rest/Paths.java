package chat.suda.rest;

import jakarta.ws.rs.core.UriInfo;

/** Tells the seed endpoint, which has its own manners, from the rest of the API. */
final class Paths {

  private Paths() {}

  static boolean isSeed(UriInfo uri) {
    String path = uri.getPath();
    String relative = path.startsWith("/") ? path.substring(1) : path;
    return relative.equals(SeedResource.PATH) || relative.startsWith(SeedResource.PATH + "/");
  }
}
