package chat.suda.rest;

import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The models offered. */
@Path("models")
public class ModelsResource {

  @Inject ModelCatalog models;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public String list() {
    JsonArrayBuilder items = JsonP.JSON.createArrayBuilder();
    models.fetch().forEach(id -> items.add(JsonP.JSON.createObjectBuilder().add("id", id)));
    return JsonP.JSON
        .createObjectBuilder()
        .add("items", items)
        .add("next", JsonValue.NULL)
        .build()
        .toString();
  }
}
