package chat.suda.identity;

import jakarta.servlet.http.HttpServletRequest;

/** The properties of a request's path that matter for access. */
public final class RequestPath {

  /** The endpoint of the original client, with its own form of errors. */
  public static final String SEED = "/api/v1/openai/chat/stream";

  private static final String SHARES = "/api/v1/shares";
  private static final String ADMIN = "/api/v1/admin";

  private RequestPath() {}

  public static boolean isSeed(HttpServletRequest request) {
    return isAt(SEED, request.getRequestURI().substring(request.getContextPath().length()));
  }

  /** Whether it is an event stream. */
  static boolean isEventStream(HttpServletRequest request) {
    return request.getMethod().equals("GET")
        && (isSeed(request) || request.getRequestURI().endsWith("/api/v1/events"));
  }

  /** Whether it is a call of the administration, however the path is encoded. */
  static boolean isAdmin(HttpServletRequest request) {
    String info = request.getPathInfo() == null ? "" : request.getPathInfo();
    return isAt(ADMIN, (request.getServletPath() + info).replaceAll("/+", "/"));
  }

  /** Whether it is a shared conversation. */
  static boolean isShare(HttpServletRequest request) {
    String info = request.getPathInfo() == null ? "" : request.getPathInfo();
    return isAt(SHARES, request.getServletPath() + info);
  }

  private static boolean isAt(String root, String path) {
    return path.startsWith(root)
        && (path.length() == root.length() || "/;".indexOf(path.charAt(root.length())) >= 0);
  }
}
