package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.conversation.Share;
import chat.suda.conversation.Shares;
import chat.suda.generation.ConversationSnapshots;
import chat.suda.operation.AuditLog;
import chat.suda.session.ChannelRegistry;
import chat.suda.stream.Json;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Whether one of the caller's conversations is shared. */
@Path("conversations/{id}/share")
@Produces(MediaType.APPLICATION_JSON)
public class ShareResource {

  @Inject Shares shares;
  @Inject ChannelRegistry channelRegistry;
  @Inject UserChannels channels;
  @Inject Settings settings;
  @Inject AuditLog audit;

  @PathParam("id")
  String id;

  @Context HttpServletRequest request;

  @GET
  public String get() {
    return shares
        .ofConversation(request.getRemoteUser(), id)
        .filter(share -> settings.sharing() != Settings.Sharing.OFF)
        .map(this::json)
        .orElseThrow(ShareResource::unknown);
  }

  @POST
  @StoresForCaller
  @Consumes(MediaType.WILDCARD)
  public Response share() {
    if (settings.sharing() == Settings.Sharing.OFF) {
      throw new ApiException(403, "share.off");
    }
    String owner = request.getRemoteUser();
    String now = channels.with(owner, channel -> ConversationSnapshots.cursor(channel.log()));
    Shares.Shared shared =
        shares
            .share(owner, id, now)
            .orElseThrow(() -> new ApiException(404, "conversation.unknown"));
    if (shared.created()) {
      record("share.create");
    }
    return Response.status(shared.created() ? 201 : 200).entity(json(shared.share())).build();
  }

  /** Viewers on this node are notified at once, those on other nodes by their periodic check. */
  @DELETE
  public Response revoke() {
    Share share = shares.revoke(request.getRemoteUser(), id).orElseThrow(ShareResource::unknown);
    record("share.revoke");
    channelRegistry.endShares(token -> token.equals(share.token()));
    return Response.noContent().build();
  }

  private void record(String action) {
    audit.record(request.getRemoteUser(), request.getRemoteAddr(), action, id);
  }

  private String json(Share share) {
    return Json.object()
        .add("token", share.token())
        .add("url", ResourceUrl.root(request, settings) + "/share.html#" + share.token())
        .add("createdAt", share.createdAt())
        .end();
  }

  private static ApiException unknown() {
    return new ApiException(404, "share.unknown");
  }
}
