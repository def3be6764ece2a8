package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.conversation.imports.ExportFile;
import chat.suda.stream.Json;
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
import java.util.concurrent.RejectedExecutionException;

/** Imports of conversations. */
@Path("import")
@Produces(MediaType.APPLICATION_JSON)
public class ImportResource {

  private static final int RETRY_SECONDS = 30;

  @Inject ImportRuns runs;
  @Inject Settings settings;

  @POST
  @StoresForCaller
  @Consumes(MediaType.WILDCARD)
  public Response read(InputStream body, @Context HttpServletRequest request) throws IOException {
    UploadedFile uploaded = UploadedFile.read(body, request, settings.importBytes());
    boolean begun = false;
    try {
      ExportFile file = new ExportFile(uploaded.path());
      ExportFile.Summary summary = summary(file);
      String id = runs.begin(request.getRemoteUser(), file, uploaded.path(), summary.total());
      begun = true;
      return Response.accepted(Json.object().add("id", id).add("total", summary.total()).end())
          .build();
    } catch (RejectedExecutionException e) {
      throw ApiException.later(503, RETRY_SECONDS, "import.busy");
    } finally {
      if (!begun) {
        uploaded.close();
      }
    }
  }

  private static ExportFile.Summary summary(ExportFile file) {
    try {
      ExportFile.Summary summary = file.summary();
      if (summary.known()) {
        return summary;
      }
    } catch (IOException e) {
      // An invalid ZIP.
    }
    throw ApiException.field(422, "file", "import.kind");
  }
}
