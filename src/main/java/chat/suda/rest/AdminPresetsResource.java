package chat.suda.rest;

import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Shared presets, for administrators; also by {@code suda.admin-token}. */
@Path("admin/presets")
@Produces(MediaType.APPLICATION_JSON)
public class AdminPresetsResource extends PresetsResource {

  @Override
  boolean createsForEverybody() {
    return true;
  }
}
