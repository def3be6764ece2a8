package chat.suda.rest;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;

/** The caller's presets, and the shared ones. */
@Path("presets")
@Produces(MediaType.APPLICATION_JSON)
public class PresetsResource {

  @Inject PresetRequests presets;
  @Context HttpServletRequest request;

  @GET
  public String list() {
    return presets.list(request);
  }

  @POST
  @StoresForCaller
  @Consumes(MediaType.WILDCARD)
  public Response create(InputStream body) {
    return presets.create(body, request, createsForEverybody());
  }

  /** Whether a new preset is shared by default. */
  boolean createsForEverybody() {
    return false;
  }

  @PATCH
  @Path("{id}")
  @Consumes(MediaType.WILDCARD)
  public String change(@PathParam("id") String id, InputStream body) {
    return presets.change(id, body, request);
  }

  @DELETE
  @Path("{id}")
  public Response delete(@PathParam("id") String id) {
    return presets.delete(id, request);
  }
}
