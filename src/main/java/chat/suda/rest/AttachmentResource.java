package chat.suda.rest;

import chat.suda.conversation.Attachment;
import chat.suda.conversation.AttachmentStore;
import chat.suda.operation.AuditLog;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** One of the caller's attachments. */
@Path("attachments/{id}")
@Produces(MediaType.WILDCARD)
public class AttachmentResource {

  @Inject AttachmentStore store;
  @Inject AuditLog audit;
  @Inject AttachmentResponses responses;

  @PathParam("id")
  String id;

  @Context HttpServletRequest request;

  @GET
  public Response get() {
    return responses.original(request.getRemoteUser(), attachment());
  }

  @GET
  @Path("thumbnail")
  public Response thumbnail() {
    return responses.thumbnail(request.getRemoteUser(), attachment());
  }

  @DELETE
  public Response delete() {
    return switch (store.delete(request.getRemoteUser(), id)) {
      case DONE -> {
        audit.record(request.getRemoteUser(), request.getRemoteAddr(), "attachment.delete", id);
        yield Response.noContent().build();
      }
      case UNKNOWN -> throw unknown();
      case SENT -> throw new ApiException(409, "attachment.sent");
    };
  }

  private Attachment attachment() {
    return store.find(request.getRemoteUser(), id).orElseThrow(AttachmentResource::unknown);
  }

  private static ApiException unknown() {
    return new ApiException(404, "attachment.unknown");
  }
}
