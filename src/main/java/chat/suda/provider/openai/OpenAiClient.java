package chat.suda.provider.openai;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The calls that do not stream, for the MicroProfile REST client. */
@Path("")
public interface OpenAiClient {

  /** The list of models as JSON text. */
  @GET
  @Path("models")
  @Produces(MediaType.APPLICATION_JSON)
  String models();

  /** A chat completion, both as JSON text. */
  @POST
  @Path("chat/completions")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  String complete(String request);
}
