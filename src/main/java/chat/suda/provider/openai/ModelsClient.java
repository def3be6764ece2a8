package chat.suda.provider.openai;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The call for the models that a server offers, for the MicroProfile REST client. */
@Path("models")
public interface ModelsClient {

  /** The list as JSON text. A header that is {@code null} is not sent. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  String list(
      @HeaderParam("Authorization") String authorization, @HeaderParam("api-key") String azureKey);
}
