package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.conversation.Preset;
import chat.suda.conversation.Presets;
import chat.suda.identity.Caller;
import chat.suda.operation.AuditLog;
import chat.suda.provider.Parameters;
import chat.suda.stream.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;

/** The common part of the calls for own and for shared presets. */
@ApplicationScoped
public class PresetRequests {

  private static final int MAX_NAME_CHARS = 100;

  @Inject Presets presets;
  @Inject Settings settings;
  @Inject AuditLog audit;

  String list(HttpServletRequest request) {
    return Json.object()
        .addRaw("items", presets.list(request.getRemoteUser()).stream().map(Preset::json).toList())
        .addRaw("next", "null")
        .end();
  }

  /**
   * @param everybodys the default for whether it is shared
   */
  Response create(InputStream body, HttpServletRequest request, boolean everybodys) {
    JsonObject json = JsonBody.read(body, request, settings.limits().bodyBytes());
    Preset created =
        presets.create(request.getRemoteUser(), made(json, everybodys, administers(request)));
    record("preset.create", created.shared(), created.id(), request);
    return Response.status(Response.Status.CREATED)
        .header("Location", ResourceUrl.created(request, settings, created.id()))
        .entity(created.json())
        .build();
  }

  /**
   * Likewise from an export; a preset that exists already is not duplicated.
   *
   * @throws ApiException 400 if it is invalid
   */
  void add(String owner, JsonObject exported) {
    Preset preset = made(exported, false, false);
    if (presets.list(owner).stream().map(PresetRequests::content).noneMatch(preset::equals)) {
      presets.create(owner, preset);
    }
  }

  private Preset made(JsonObject json, boolean everybodys, boolean administers) {
    Preset empty =
        new Preset(null, null, null, null, Parameters.NONE, null, everybodys, null, null);
    return changed(empty, json, administers);
  }

  private static Preset content(Preset preset) {
    return new Preset(
        null,
        preset.name(),
        preset.model(),
        preset.systemPrompt(),
        preset.parameters(),
        preset.tools(),
        preset.shared(),
        null,
        null);
  }

  String change(String id, InputStream body, HttpServletRequest request) {
    JsonObject json = JsonBody.read(body, request, settings.limits().bodyBytes());
    boolean everybodys = isEverybodys(id, request);
    Preset changed =
        presets
            .change(
                request.getRemoteUser(),
                administers(request),
                id,
                preset -> changed(preset, json, administers(request)))
            .orElseThrow(() -> unknown(id, request));
    record("preset.change", everybodys || changed.shared(), id, request);
    return changed.json();
  }

  private boolean isEverybodys(String id, HttpServletRequest request) {
    return presets.find(request.getRemoteUser(), id).filter(Preset::shared).isPresent();
  }

  /** Only shared presets are administration. */
  private void record(String action, boolean everybodys, String id, HttpServletRequest request) {
    if (everybodys) {
      audit.record(request.getRemoteUser(), request.getRemoteAddr(), action, id);
    }
  }

  Response delete(String id, HttpServletRequest request) {
    boolean everybodys = isEverybodys(id, request);
    if (!presets.delete(request.getRemoteUser(), administers(request), id)) {
      throw unknown(id, request);
    }
    record("preset.delete", everybodys, id, request);
    return Response.noContent().build();
  }

  private Preset changed(Preset before, JsonObject json, boolean administers) {
    JsonFields fields = new JsonFields(json, "");
    ConversationFields settled = new ConversationFields(json, settings);
    FieldErrors errors = new FieldErrors();
    Boolean shared = errors.read(() -> fields.flag("shared", before.shared()));
    if (Boolean.TRUE.equals(shared) && !administers) {
      throw ApiException.field(403, "shared", "preset.shared");
    }
    Preset changed =
        new Preset(
            before.id(),
            errors.read(
                () -> fields.has("name") || before.name() == null ? name(fields) : before.name()),
            errors.read(() -> fields.has("model") ? settled.model() : before.model()),
            errors.read(
                () -> fields.has("systemPrompt") ? settled.systemPrompt() : before.systemPrompt()),
            errors.read(
                () -> fields.has("parameters") ? settled.parameters() : before.parameters()),
            errors.read(() -> fields.has("tools") ? settled.tools() : before.tools()),
            Boolean.TRUE.equals(shared),
            before.createdAt(),
            before.updatedAt());
    errors.check();
    return changed;
  }

  private static String name(JsonFields fields) {
    fields.requiredText("name");
    String name = fields.text("name", MAX_NAME_CHARS, 400).strip();
    if (name.isEmpty()) {
      throw fields.wrong("name", "field.empty");
    }
    return name;
  }

  private static boolean administers(HttpServletRequest request) {
    return request.getUserPrincipal() instanceof Caller caller && caller.admin();
  }

  /** Shared presets are visible to all, but changed by administrators only. */
  private ApiException unknown(String id, HttpServletRequest request) {
    return presets.find(request.getRemoteUser(), id).isPresent()
        ? new ApiException(403, "preset.shared")
        : new ApiException(404, "preset.unknown");
  }
}
