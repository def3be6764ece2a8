package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.conversation.Attachment;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;

/** The caller's attachments. */
@Path("attachments")
@Produces(MediaType.APPLICATION_JSON)
public class AttachmentsResource {

  @Inject Uploads uploads;
  @Inject Settings settings;

  @POST
  @StoresForCaller
  @Consumes(MediaType.WILDCARD)
  public Response upload(InputStream body, @Context HttpServletRequest request) throws IOException {
    try (UploadedFile file = UploadedFile.read(body, request, settings.attachments().bytes())) {
      Attachment kept = uploads.keep(request.getRemoteUser(), file);
      return Response.status(Response.Status.CREATED)
          .header("Location", ResourceUrl.created(request, settings, kept.id()))
          .entity(kept.json())
          .build();
    }
  }
}
