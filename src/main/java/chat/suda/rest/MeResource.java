package chat.suda.rest;

import chat.suda.config.Authentication;
import chat.suda.config.Build;
import chat.suda.config.Settings;
import chat.suda.identity.Caller;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

/** Who the caller is, and what this server allows. */
@Path("me")
public class MeResource {

  @Inject Settings settings;
  @Inject ModelCatalog models;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public String me(@Context HttpServletRequest request) {
    Caller caller = (Caller) request.getUserPrincipal();
    Settings.Limits limits = settings.limits();
    JsonArrayBuilder names = JsonP.JSON.createArrayBuilder();
    models.known(request).models().forEach(names::add);
    return JsonP.JSON
        .createObjectBuilder()
        .add(
            "user",
            JsonP.JSON
                .createObjectBuilder()
                .add("id", caller.id())
                .add("name", textOrNull(caller.name()))
                .add("email", textOrNull(caller.email()))
                .add("anonymous", caller.anonymous()))
        .add("roles", JsonP.JSON.createArrayBuilder(caller.roles()))
        .add("admin", caller.admin())
        .add("models", names)
        .add("defaultModel", settings.defaultModel())
        .add("notices", JsonValue.EMPTY_JSON_ARRAY)
        .add(
            "limits",
            JsonP.JSON
                .createObjectBuilder()
                .add("connections", limits.connectionsPerUser())
                .add("generations", limits.generationsPerUser())
                .add("bodyBytes", limits.bodyBytes())
                .add("messageChars", limits.messageChars()))
        .add("quota", JsonValue.NULL)
        .add("features", features())
        .add("version", Build.VERSION)
        .build()
        .toString();
  }

  /** {@code login}: one can sign out here; {@code embed}: other pages may show Suda. */
  private JsonArrayBuilder features() {
    JsonArrayBuilder features = JsonP.JSON.createArrayBuilder();
    if (settings.authentication().mode() == Authentication.Mode.OIDC) {
      features.add("login");
    }
    if (!settings.embedOrigins().isEmpty()) {
      features.add("embed");
    }
    return features;
  }

  private static JsonValue textOrNull(String text) {
    return text == null ? JsonValue.NULL : Json.createValue(text);
  }
}
