package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.conversation.Attachment;
import chat.suda.conversation.AttachmentStore;
import chat.suda.conversation.Conversation;
import chat.suda.conversation.Message;
import chat.suda.conversation.Share;
import chat.suda.conversation.Shares;
import chat.suda.generation.ConversationSnapshots;
import chat.suda.stream.ChatEvent;
import chat.suda.stream.Json;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;

/** A shared conversation. */
@Path("shares/{token}")
public class SharedResource {

  @Inject SharedConversations shared;
  @Inject Shares shares;
  @Inject AttachmentStore attachments;
  @Inject AttachmentResponses responses;
  @Inject UserChannels channels;
  @Inject Uploads uploads;
  @Inject Settings settings;

  @PathParam("token")
  String token;

  @Context HttpServletRequest request;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public String get() {
    ConversationSnapshots.Snapshot snapshot = shared.snapshot(shared.find(token));
    return Json.object()
        .addRaw("conversation", snapshot.conversation().json())
        .addRaw("messages", snapshot.messages().stream().map(Message::json).toList())
        .add("cursor", snapshot.cursor())
        .end();
  }

  /** Copies it to a conversation of the caller, which can be continued. */
  @POST
  @Path("copy")
  @StoresForCaller
  @Consumes(MediaType.WILDCARD)
  @Produces(MediaType.APPLICATION_JSON)
  public Response copy() throws IOException {
    String user = request.getRemoteUser();
    Share share = shared.find(token);
    ConversationSnapshots.Snapshot snapshot = shared.snapshot(share);
    Conversation copy =
        uploads.withRoom(
            user,
            shares.attachmentBytes(share, snapshot.messages()),
            () ->
                channels.with(
                    user,
                    channel -> {
                      Conversation made =
                          shares.copy(user, snapshot.conversation(), snapshot.messages());
                      channel.log().append(new ChatEvent.Conversation(made.json()));
                      return made;
                    }));
    return Response.status(Response.Status.CREATED)
        .header(
            "Location", ResourceUrl.root(request, settings) + "/api/v1/conversations/" + copy.id())
        .entity(copy.json())
        .build();
  }

  @GET
  @Path("attachments/{id}")
  public Response attachment(@PathParam("id") String id) {
    Share share = shared.find(token);
    return responses.original(share.owner(), shown(share, id));
  }

  @GET
  @Path("attachments/{id}/thumbnail")
  public Response thumbnail(@PathParam("id") String id) {
    Share share = shared.find(token);
    return responses.thumbnail(share.owner(), shown(share, id));
  }

  /** An attachment of a message of the active branch. */
  private Attachment shown(Share share, String id) {
    return attachments
        .find(share.owner(), id)
        .filter(found -> shares.shows(share, found.id()))
        .orElseThrow(() -> new ApiException(404, "attachment.unknown"));
  }
}
