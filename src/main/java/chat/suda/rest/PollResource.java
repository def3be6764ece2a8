package chat.suda.rest;

import chat.suda.session.Channel;
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

/** The caller's events by long polling. */
@Path("events/poll")
public class PollResource {

  @Inject LongPolling longPolling;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public void poll(
      @QueryParam("after") String after,
      @QueryParam("wait") String wait,
      @Context HttpServletRequest request,
      @Suspended AsyncResponse response) {
    longPolling.answer(Channel.Key.ofUser(request.getRemoteUser()), after, wait, request, response);
  }
}
