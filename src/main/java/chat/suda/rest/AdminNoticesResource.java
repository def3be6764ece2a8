package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.operation.AuditLog;
import chat.suda.operation.Notice;
import chat.suda.operation.NoticeBoard;
import chat.suda.stream.Ids;
import chat.suda.stream.Json;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;

/** The administrators' notices. */
@Path("admin/notices")
@Produces(MediaType.APPLICATION_JSON)
public class AdminNoticesResource {

  private static final int MAX_TEXT_CHARS = 2000;
  private static final List<String> LEVELS = List.of("info", "warning");

  @Inject NoticeBoard board;
  @Inject AuditLog audit;
  @Inject Settings settings;

  @Context HttpServletRequest request;

  /** All notices, including expired and future ones. */
  @GET
  public String list() {
    return Json.object()
        .addRaw("items", board.all().stream().map(Notice::json).toList())
        .add("next", (String) null)
        .end();
  }

  @POST
  @Consumes(MediaType.WILDCARD)
  public Response add(InputStream body) {
    JsonFields fields =
        new JsonFields(JsonBody.read(body, request, settings.limits().bodyBytes()), "");
    FieldErrors errors = new FieldErrors();
    String text = errors.read(() -> text(fields));
    String level = errors.read(() -> fields.oneOf("level", LEVELS));
    Instant from = errors.read(() -> fields.instant("from"));
    Instant until = errors.read(() -> fields.instant("until"));
    errors.check();
    Instant now = Instant.now();
    Instant begin = from == null ? now : from;
    if (until != null && !until.isAfter(begin)) {
      throw fields.wrong("until", "field.until");
    }
    Notice notice =
        new Notice(Ids.next(), text, level == null ? LEVELS.get(0) : level, begin, until, now);
    board.add(notice);
    record("notice.create", notice.id());
    return Response.status(Response.Status.CREATED).entity(notice.json()).build();
  }

  private static String text(JsonFields fields) {
    String text = fields.requiredText("text").strip();
    if (text.isEmpty()) {
      throw fields.wrong("text", "field.empty");
    }
    if (text.length() > MAX_TEXT_CHARS) {
      throw fields.wrong("text", "field.long", MAX_TEXT_CHARS);
    }
    return text;
  }

  @DELETE
  @Path("{id}")
  public Response delete(@PathParam("id") String id) {
    if (!board.delete(id)) {
      throw new ApiException(404, "notice.unknown");
    }
    record("notice.delete", id);
    return Response.noContent().build();
  }

  private void record(String action, String target) {
    audit.record(request.getRemoteUser(), request.getRemoteAddr(), action, target);
  }
}
