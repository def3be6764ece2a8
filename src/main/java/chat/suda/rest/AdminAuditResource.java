package chat.suda.rest;

import chat.suda.operation.AuditEntry;
import chat.suda.operation.AuditStore;
import chat.suda.stream.Json;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

/** The audit log, newest first, for administrators. */
@Path("admin/audit")
@Produces(MediaType.APPLICATION_JSON)
public class AdminAuditResource {

  @Inject AuditStore store;

  @GET
  public String list(@QueryParam("after") String after, @QueryParam("limit") String limit) {
    try {
      AuditStore.Part part = store.list(after, ListLimit.parse(limit));
      return Json.object()
          .addRaw("items", part.entries().stream().map(AuditEntry::json).toList())
          .add("next", part.next())
          .end();
    } catch (IllegalArgumentException e) {
      throw ApiException.field(400, "after", "field.cursor");
    }
  }
}
