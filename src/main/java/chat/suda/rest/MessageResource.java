package chat.suda.rest;

import chat.suda.generation.Answers;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

/** Messages by their id. */
@Path("messages/{id}")
public class MessageResource {

  @Inject Answers answers;

  /** Stops the answer, and responds once its upstream connection is closed. */
  @POST
  @Path("stop")
  @Produces(MediaType.APPLICATION_JSON)
  public void stop(
      @PathParam("id") String id,
      @Context HttpServletRequest request,
      @Suspended AsyncResponse response) {
    String user = request.getRemoteUser();
    Answers.Known answer =
        answers
            .find(id)
            .filter(known -> known.owner() == null || known.owner().equals(user))
            .orElseThrow(() -> new ApiException(404, "answer.unknown"));
    answer
        .stop()
        .get()
        .thenAccept(
            ending ->
                response.resume(
                    JsonApi.JSON
                        .createObjectBuilder()
                        .add("state", ending.state())
                        .add("upstreamClosed", true)
                        .add("persisted", false)
                        .add("length", ending.length())
                        .build()
                        .toString()));
  }
}
