package chat.suda.rest;

import chat.suda.session.Channel;
import chat.suda.session.Sessions;
import chat.suda.stream.Delivery;
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
import java.util.concurrent.TimeUnit;

/** The same logs by long polling, for networks that break event streams. */
@Path("")
public class PollResource {

  private static final int DEFAULT_WAIT_SECONDS = 25;
  private static final int LONGEST_WAIT_SECONDS = 60;
  private static final int RETRY_SECONDS = 5;

  @Inject Sessions sessions;
  @Inject SeedSessions seedSessions;

  /** The caller's own events. */
  @GET
  @Path("events/poll")
  @Produces(MediaType.APPLICATION_JSON)
  public void user(
      @QueryParam("after") String after,
      @QueryParam("wait") String wait,
      @Context HttpServletRequest request,
      @Suspended AsyncResponse response) {
    poll(Channel.Key.ofUser(request.getRemoteUser()), after, wait, request, response);
  }

  /** A seed session's events. */
  @GET
  @Path(SeedResource.PATH + "/poll")
  @Produces(MediaType.APPLICATION_JSON)
  public void seed(
      @QueryParam("sessionId") String sessionId,
      @QueryParam("after") String after,
      @QueryParam("wait") String wait,
      @Context HttpServletRequest request,
      @Suspended AsyncResponse response) {
    poll(
        seedSessions.findOrNew(request.getRemoteUser(), SeedSessions.requireId(sessionId)),
        after,
        wait,
        request,
        response);
  }

  private void poll(
      Channel.Key key,
      String after,
      String wait,
      HttpServletRequest request,
      AsyncResponse response) {
    int seconds = seconds(wait);
    boolean waits = after != null && seconds > 0;
    Delivery connection =
        sessions
            .connect(key, request.getRemoteUser(), after, new PollSink(response, waits))
            .orElseThrow(() -> ApiException.later(429, RETRY_SECONDS, "streams.limit"));
    if (waits) {
      response.setTimeoutHandler(late -> connection.close());
      response.setTimeout(seconds, TimeUnit.SECONDS);
    }
  }

  private static int seconds(String wait) {
    if (wait == null) {
      return DEFAULT_WAIT_SECONDS;
    }
    if (!wait.matches("[0-9]{1,2}") || Integer.parseInt(wait) > LONGEST_WAIT_SECONDS) {
      throw ApiException.field(400, "wait", "field.range", 0, LONGEST_WAIT_SECONDS);
    }
    return Integer.parseInt(wait);
  }
}
