package chat.suda.rest;

import chat.suda.config.Authentication;
import chat.suda.config.Build;
import chat.suda.config.Settings;
import chat.suda.config.UpstreamSettings;
import chat.suda.identity.Caller;
import chat.suda.limits.UsageStore;
import chat.suda.operation.AuditLog;
import chat.suda.operation.Notice;
import chat.suda.operation.NoticeBoard;
import chat.suda.operation.PersonEraser;
import chat.suda.tool.Toolbox;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;
import java.io.StringReader;

/** The caller and the features of this server. */
@Path("me")
public class MeResource {

  @Inject Settings settings;
  @Inject ModelCatalog models;
  @Inject Allowances allowances;
  @Inject UsageStore usage;
  @Inject NoticeBoard board;
  @Inject PersonalExport export;
  @Inject PersonEraser eraser;
  @Inject AuditLog audit;
  @Inject Toolbox toolbox;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public String me(@Context HttpServletRequest request) {
    Caller caller = (Caller) request.getUserPrincipal();
    Settings.Limits limits = settings.limits();
    JsonArrayBuilder names = JsonP.JSON.createArrayBuilder();
    ModelCatalog.Offer offer = models.known(request);
    offer.models().forEach(names::add);
    JsonArrayBuilder notices = JsonP.JSON.createArrayBuilder();
    board.holding().forEach(notice -> notices.add(json(notice)));
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
        .add("defaultModel", textOrNull(models.defaultFor(offer, request)))
        .add("notices", notices)
        .add(
            "limits",
            JsonP.JSON
                .createObjectBuilder()
                .add("connections", limits.connectionsPerUser())
                .add("generations", limits.generationsPerUser())
                .add("bodyBytes", limits.bodyBytes())
                .add("messageChars", limits.messageChars())
                .add("attachmentBytes", settings.attachments().bytes())
                .add("importBytes", settings.importBytes()))
        .add("quota", quota(request))
        .add("features", features())
        .add("version", Build.VERSION)
        .build()
        .toString();
  }

  private JsonValue quota(HttpServletRequest request) {
    long most = allowances.of(request).tokensPerDay();
    return most == 0
        ? JsonValue.NULL
        : JsonP.JSON
            .createObjectBuilder()
            .add("tokensPerDay", most)
            .add("tokensToday", usage.tokensToday(request.getRemoteUser()))
            .add("resetsAt", UsageStore.nextDay().toString())
            .build();
  }

  private static JsonValue json(Notice notice) {
    try (JsonReader reader = JsonP.JSON.createReader(new StringReader(notice.json()))) {
      return reader.readObject();
    }
  }

  /** All data of the caller, as a ZIP. */
  @GET
  @Path("export")
  @Produces("application/zip")
  public Response export(@Context HttpServletRequest request) {
    Caller caller = (Caller) request.getUserPrincipal();
    audit.record(caller.id(), request.getRemoteAddr(), "me.export", caller.id());
    return Response.ok((StreamingOutput) out -> export.write(caller, out))
        .header("Content-Disposition", "attachment; filename=\"suda-export.zip\"")
        .header("Cache-Control", "no-store")
        .build();
  }

  /**
   * Deletes all data of the caller.
   *
   * @param confirm their id, if it is not in the body: Payara refuses a DELETE with a body by
   *     default; suda.jar allows it
   */
  @DELETE
  @Consumes(MediaType.WILDCARD)
  public Response delete(
      InputStream body,
      @QueryParam("confirm") String confirm,
      @Context HttpServletRequest request) {
    Caller caller = (Caller) request.getUserPrincipal();
    JsonFields fields =
        new JsonFields(JsonBody.readOptional(body, request, settings.limits().bodyBytes()), "");
    String said = confirm == null ? fields.requiredText("confirm") : confirm;
    if (!caller.id().equals(said)) {
      throw ApiException.field(400, "confirm", "field.confirm");
    }
    eraser.erase(caller.id());
    audit.record(caller.id(), request.getRemoteAddr(), "me.delete", caller.id());
    return Response.noContent().build();
  }

  /**
   * {@code login}: sign-out is possible; {@code embed}: other pages may embed Suda; {@code tools}:
   * answers may call some.
   */
  private JsonArrayBuilder features() {
    JsonArrayBuilder features = JsonP.JSON.createArrayBuilder();
    features.add("export").add("delete").add("attachments").add("presets").add("import");
    if (settings.sharing() != Settings.Sharing.OFF) {
      features.add("share");
    }
    if (settings.authentication().mode() == Authentication.Mode.OIDC) {
      features.add("login");
    }
    if (!settings.embedOrigins().isEmpty()) {
      features.add("embed");
    }
    if (!toolbox.isEmpty(settings.upstreams().stream().anyMatch(UpstreamSettings::demo))) {
      features.add("tools");
    }
    return features;
  }

  private static JsonValue textOrNull(String text) {
    return text == null ? JsonValue.NULL : Json.createValue(text);
  }
}
