package chat.suda.identity;

import chat.suda.config.Authentication;
import chat.suda.identity.Identification.Refusal;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The response to a refused call: problem details (RFC 9457), or the seed endpoint's own form; a
 * 401 has the address of the login as {@code login}.
 */
public final class RefusalResponse {

  private static final Map<Integer, String> TITLES =
      Map.of(401, "Unauthorized", 403, "Forbidden", 503, "Service Unavailable");
  private static final int RETRY_SECONDS = 5;

  private RefusalResponse() {}

  static void send(
      Refusal refusal,
      Authentication authentication,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    if (refusal.status == HttpServletResponse.SC_UNAUTHORIZED) {
      boolean token = refusal == Refusal.INVALID && Callers.bearer(request).isPresent();
      response.setHeader("WWW-Authenticate", token ? "Bearer error=\"invalid_token\"" : "Bearer");
    } else if (refusal == Refusal.AWAY) {
      response.setIntHeader("Retry-After", RETRY_SECONDS);
    }
    byte[] body = json(refusal, authentication, request).getBytes(StandardCharsets.UTF_8);
    response.setStatus(refusal.status);
    response.setHeader("Cache-Control", "no-store");
    response.setContentType(
        RequestPath.isSeed(request)
            ? "application/json;charset=UTF-8"
            : "application/problem+json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** The body of a 401 for a caller who is not known any more. */
  public static String unauthorized(Authentication authentication, HttpServletRequest request) {
    return json(Refusal.UNKNOWN, authentication, request);
  }

  private static String json(
      Refusal refusal, Authentication authentication, HttpServletRequest request) {
    boolean seed = RequestPath.isSeed(request);
    String message = Languages.texts(request).getString("refused." + refusal.name());
    JsonObjectBuilder json = Json.createObjectBuilder();
    if (seed) {
      json.add("success", false).add("message", message);
    } else {
      json.add("type", "about:blank")
          .add("title", TITLES.get(refusal.status))
          .add("status", refusal.status)
          .add("detail", message)
          .add("errors", Json.createArrayBuilder());
    }
    if (refusal.status == HttpServletResponse.SC_UNAUTHORIZED) {
      addLogin(json, authentication);
    }
    return json.build().toString();
  }

  private static void addLogin(JsonObjectBuilder json, Authentication authentication) {
    if (authentication.mode() == Authentication.Mode.OIDC) {
      json.add("login", authentication.publicUrl().orElseThrow() + "/login");
    } else {
      json.addNull("login");
    }
  }
}
