package chat.suda.rest;

import chat.suda.identity.Caller;
import chat.suda.identity.Tickets;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Issues tickets for event streams to clients that cannot send headers with them. */
@Path("tickets")
public class TicketsResource {

  @Inject Tickets tickets;

  @POST
  @Produces(MediaType.APPLICATION_JSON)
  public Response issue(@Context HttpServletRequest request) {
    String ticket = tickets.issue((Caller) request.getUserPrincipal());
    return Response.status(Response.Status.CREATED)
        .header("Cache-Control", "no-store")
        .entity(
            JsonP.JSON
                .createObjectBuilder()
                .add("ticket", ticket)
                .add("expiresIn", Tickets.LIFETIME.toSeconds())
                .build()
                .toString())
        .build();
  }
}
