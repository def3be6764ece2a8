package chat.suda.rest;

import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

/** The models offered. */
@Path("models")
public class ModelsResource {

  @Inject ModelCatalog models;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public String list(@Context HttpServletRequest request) {
    ModelCatalog.Offer offer = models.fetch(request);
    JsonArrayBuilder items = JsonP.JSON.createArrayBuilder();
    offer.models().forEach(id -> items.add(JsonP.JSON.createObjectBuilder().add("id", id)));
    return JsonP.JSON
        .createObjectBuilder()
        .add("items", items)
        .add("next", JsonValue.NULL)
        .add("unavailable", JsonP.JSON.createArrayBuilder(offer.unavailable()))
        .build()
        .toString();
  }
}
