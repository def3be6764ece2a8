package chat.suda.identity;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.net.URI;
import java.util.Optional;

/**
 * The provider's metadata (OpenID Connect Discovery 1.0, section 3).
 *
 * @param userinfo, endSession empty if there is none
 * @param secretInForm whether the client's secret must be sent in the form
 */
record ProviderMetadata(
    String issuer,
    URI authorization,
    URI token,
    URI keys,
    Optional<URI> userinfo,
    Optional<URI> endSession,
    boolean secretInForm) {

  /**
   * Parses them.
   *
   * @throws ProviderUnavailableException if they belong to another issuer, lack an endpoint, or
   *     have one without TLS for an issuer with TLS
   */
  static ProviderMetadata parse(String json, String issuer) {
    try (JsonReader reader = Json.createReader(new StringReader(json))) {
      JsonObject object = reader.readObject();
      if (!issuer.equals(object.getString("issuer", null))) {
        throw new ProviderUnavailableException(
            "suda.oidc.issuer: what is there says that it is another issuer");
      }
      return new ProviderMetadata(
          issuer,
          endpoint(object, "authorization_endpoint", issuer),
          endpoint(object, "token_endpoint", issuer),
          endpoint(object, "jwks_uri", issuer),
          optional(object, "userinfo_endpoint", issuer),
          optional(object, "end_session_endpoint", issuer),
          secretInForm(object));
    } catch (JsonException | ClassCastException | IllegalArgumentException e) {
      throw new ProviderUnavailableException("suda.oidc.issuer: its metadata can't be read", e);
    }
  }

  private static URI endpoint(JsonObject object, String name, String issuer) {
    return optional(object, name, issuer)
        .orElseThrow(
            () -> new ProviderUnavailableException("The provider's metadata lacks " + name));
  }

  private static Optional<URI> optional(JsonObject object, String name, String issuer) {
    String scheme = issuer.matches("(?i)https:.*") ? "(?i)https" : "(?i)https?";
    return Optional.ofNullable(object.getString(name, null))
        .map(URI::create)
        .filter(
            uri -> uri.isAbsolute() && uri.getHost() != null && uri.getScheme().matches(scheme));
  }

  private static boolean secretInForm(JsonObject object) {
    var methods = object.getJsonArray("token_endpoint_auth_methods_supported");
    return methods != null
        && methods.stream()
            .noneMatch(
                method -> method instanceof JsonString text && text.getString().endsWith("_basic"));
  }
}
