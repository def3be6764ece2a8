package chat.suda.rest;

import chat.suda.operation.NodeFigures;
import chat.suda.sse.EventStreams;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The figures of all nodes, every second, for administrators. */
@ApplicationScoped
@Path("admin/events")
public class AdminEventsResource {

  @Inject EventStreams streams;

  /**
   * Opens the stream.
   *
   * @param held never resumed: the stream writes the response
   */
  @GET
  @Produces({MediaType.SERVER_SENT_EVENTS, MediaType.APPLICATION_JSON})
  public void open(@Context HttpServletRequest request, @Suspended AsyncResponse held) {
    streams.open(NodeFigures.CHANNEL, Listeners.of(request).administering(), request);
  }

  /** Otherwise Jakarta REST would answer HEAD by {@link #open}, which does not end. */
  @HEAD
  public void head() {
    throw new NotAllowedException(Response.status(405).allow("GET", "OPTIONS").build());
  }
}
