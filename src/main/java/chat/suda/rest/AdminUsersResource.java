package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.conversation.Conversations;
import chat.suda.identity.People;
import chat.suda.identity.Person;
import chat.suda.limits.UsageStore;
import chat.suda.operation.AuditLog;
import chat.suda.operation.PersonEraser;
import chat.suda.stream.Json;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** People, for administrators. */
@Path("admin/users")
@Produces(MediaType.APPLICATION_JSON)
public class AdminUsersResource {

  private static final int MAX_QUERY_CHARS = 200;
  private static final int MONTH = 30;

  @Inject People people;
  @Inject Conversations conversations;
  @Inject UsageStore usage;
  @Inject PersonEraser eraser;
  @Inject AuditLog audit;
  @Inject Settings settings;

  @Context HttpServletRequest request;

  @GET
  public String list(
      @QueryParam("q") String q,
      @QueryParam("after") String after,
      @QueryParam("limit") String limit) {
    if (q != null && q.length() > MAX_QUERY_CHARS) {
      throw ApiException.field(400, "q", "field.long", MAX_QUERY_CHARS);
    }
    int most = ListLimit.parse(limit);
    List<Person> found;
    try {
      found = people.list(q == null ? null : q.strip(), after, most + 1);
    } catch (IllegalArgumentException e) {
      throw ApiException.field(400, "after", "field.cursor");
    }
    List<Person> part = found.subList(0, Math.min(most, found.size()));
    String next = found.size() > most ? People.cursor(part.get(part.size() - 1)) : null;
    return Json.object().addRaw("items", json(part)).add("next", next).end();
  }

  @PATCH
  @Path("{id}")
  @Consumes(MediaType.WILDCARD)
  public String change(@PathParam("id") String id, InputStream body) {
    JsonFields fields =
        new JsonFields(JsonBody.read(body, request, settings.limits().bodyBytes()), "");
    FieldErrors errors = new FieldErrors();
    Boolean disabled = errors.read(() -> fields.flag("disabled"));
    Long tokensPerDay = errors.read(() -> fields.large("tokensPerDay", 0));
    errors.check();
    Person person = people.find(id).orElseThrow(AdminUsersResource::unknown);
    if (fields.has("tokensPerDay")) {
      person = people.limit(id, tokensPerDay).orElseThrow(AdminUsersResource::unknown);
      record("user.quota", id);
    }
    if (disabled != null) {
      person = people.disable(id, disabled).orElseThrow(AdminUsersResource::unknown);
      record(disabled ? "user.disable" : "user.enable", id);
    }
    return json(List.of(person)).get(0);
  }

  /** Deletes a person and their data. */
  @DELETE
  @Path("{id}")
  public Response delete(@PathParam("id") String id) {
    if (!eraser.erase(id)) {
      throw unknown();
    }
    record("user.delete", id);
    return Response.noContent().build();
  }

  private void record(String action, String target) {
    audit.record(request.getRemoteUser(), request.getRemoteAddr(), action, target);
  }

  private List<String> json(List<Person> some) {
    List<String> ids = some.stream().map(Person::id).toList();
    Map<String, Long> counts = conversations.counts(ids);
    Map<String, Long> today = usage.tokens(ids, 1);
    Map<String, Long> month = usage.tokens(ids, MONTH);
    List<String> items = new ArrayList<>();
    for (Person person : some) {
      items.add(
          Json.object()
              .add("id", person.id())
              .add("name", person.name())
              .add("email", person.email())
              .addRaw("roles", JsonP.JSON.createArrayBuilder(person.roles()).build().toString())
              .add("disabled", person.disabled())
              .add("tokensPerDay", person.tokensPerDay())
              .add("createdAt", time(person.createdAt()))
              .add("lastSeenAt", time(person.lastSeenAt()))
              .add("conversations", counts.getOrDefault(person.id(), 0L))
              .add("tokensToday", today.getOrDefault(person.id(), 0L))
              .add("tokens30Days", month.getOrDefault(person.id(), 0L))
              .end());
    }
    return items;
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static ApiException unknown() {
    return new ApiException(404, "user.unknown");
  }
}
