package chat.suda.rest;

import chat.suda.conversation.Share;
import chat.suda.session.Channel;
import chat.suda.sse.EventStreams;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The events of a shared conversation, filtered from its owner's log. */
@ApplicationScoped
@Path("shares/{token}/events")
public class SharedEventsResource {

  @Inject SharedConversations shared;
  @Inject EventStreams streams;
  @Inject LongPolling longPolling;

  /**
   * Opens the stream.
   *
   * @param held never resumed: the stream writes the response
   */
  @GET
  @Produces({MediaType.SERVER_SENT_EVENTS, MediaType.APPLICATION_JSON})
  public void open(
      @PathParam("token") String token,
      @Context HttpServletRequest request,
      @Suspended AsyncResponse held) {
    Share share = find(token, held);
    if (share != null) {
      streams.open(
          Channel.Key.ofUser(share.owner()),
          Listeners.of(request).of(share.token(), share.since()),
          SharedConversations.view(share),
          request);
    }
  }

  /** Otherwise Jakarta REST would answer HEAD by {@link #open}, which does not end. */
  @HEAD
  public void head() {
    throw new NotAllowedException(Response.status(405).allow("GET", "OPTIONS").build());
  }

  /** Likewise by long polling. */
  @GET
  @Path("poll")
  @Produces(MediaType.APPLICATION_JSON)
  public void poll(
      @PathParam("token") String token,
      @QueryParam("after") String after,
      @QueryParam("wait") String wait,
      @Context HttpServletRequest request,
      @Suspended AsyncResponse response) {
    Share share = find(token, response);
    if (share != null) {
      longPolling.answer(
          Channel.Key.ofUser(share.owner()),
          Listeners.of(request).of(share.token(), share.since()),
          SharedConversations.view(share),
          after,
          wait,
          response);
    }
  }

  /** The share, or {@code null} after responding that there is none. */
  private Share find(String token, AsyncResponse response) {
    try {
      return shared.find(token);
    } catch (ApiException e) {
      response.resume(e);
      return null;
    }
  }
}
