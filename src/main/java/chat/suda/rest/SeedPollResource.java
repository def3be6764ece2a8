package chat.suda.rest;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

/** A seed session's events by long polling. */
@Path("openai/chat/stream/poll")
public class SeedPollResource {

  @Inject SeedSessions seedSessions;
  @Inject LongPolling longPolling;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public void poll(
      @QueryParam("sessionId") String sessionId,
      @QueryParam("after") String after,
      @QueryParam("wait") String wait,
      @Context HttpServletRequest http,
      @Suspended AsyncResponse response) {
    longPolling.answer(
        seedSessions.findOrNew(http.getRemoteUser(), SeedSessions.requireId(sessionId)),
        after,
        wait,
        http,
        response);
  }
}
