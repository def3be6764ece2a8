package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.conversation.Conversations;
import chat.suda.conversation.Message;
import chat.suda.conversation.Role;
import chat.suda.conversation.Turn;
import chat.suda.generation.ChatService;
import chat.suda.generation.RefusedException;
import chat.suda.stream.Json;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Messages by their id. */
@Path("messages/{id}")
@Produces(MediaType.APPLICATION_JSON)
public class MessageResource {

  @Inject ChatService chatService;
  @Inject Conversations conversations;
  @Inject TurnRequests turnRequests;
  @Inject Settings settings;

  @PathParam("id")
  String id;

  @Context HttpServletRequest request;

  /** Requests another answer as a sibling of this one. */
  @POST
  @Path("regenerate")
  @Consumes(MediaType.WILDCARD)
  public Response regenerate(InputStream body) {
    JsonObject json = JsonBody.readOptional(body, request, settings.limits().bodyBytes());
    ConversationFields fields = new ConversationFields(json, settings);
    Message answer = message(Role.ASSISTANT);
    Turn turn = new Turn.Regenerate(id, turnRequests.options(request, json, fields));
    return turnRequests.begin(request, answer.conversationId(), turn);
  }

  /** Begins a branch with the edited message and an answer to it. */
  @PUT
  @Consumes(MediaType.WILDCARD)
  public Response edit(InputStream body) {
    JsonObject json = JsonBody.read(body, request, settings.limits().bodyBytes());
    ConversationFields fields = new ConversationFields(json, settings);
    Message edited = message(Role.USER);
    FieldErrors errors = new FieldErrors();
    List<String> attachments = errors.read(fields::attachments);
    boolean withAttachments =
        attachments == null
            ? fields.namesAttachments() || !edited.attachments().equals("[]")
            : !attachments.isEmpty();
    String content = errors.read(() -> fields.content(withAttachments));
    Turn.Options options = errors.read(() -> turnRequests.options(request, json, fields));
    errors.check();
    Turn turn = new Turn.Edit(id, content, attachments, options);
    return turnRequests.begin(request, edited.conversationId(), turn);
  }

  /** Stops the answer; responds once its upstream connection is closed and it is stored. */
  @POST
  @Path("stop")
  @Consumes(MediaType.WILDCARD)
  public void stop(@Suspended AsyncResponse response) {
    chatService
        .stop(request.getRemoteUser(), id)
        .orElseThrow(MessageResource::unknown)
        .whenComplete(
            (stopped, failure) -> {
              if (failure == null) {
                response.resume(json(stopped));
              } else {
                response.resume(failure);
              }
            });
  }

  /** Allows or refuses a tool call that waits for approval. */
  @POST
  @Path("tools/{callId}")
  @Consumes(MediaType.WILDCARD)
  public void decide(@PathParam("callId") String callId, InputStream body) {
    JsonObject json = JsonBody.read(body, request, settings.limits().bodyBytes());
    boolean allow = new JsonFields(json, "").requiredFlag("allow");
    Optional<Boolean> taken;
    try {
      taken = chatService.decide(request.getRemoteUser(), id, callId, allow);
    } catch (RefusedException e) {
      throw AnswerRefusals.toApi(e);
    }
    if (!taken.orElseThrow(() -> new ApiException(404, "call.unknown"))) {
      throw new ApiException(409, "call.decided");
    }
  }

  private static String json(ChatService.Stopped stopped) {
    return Json.object()
        .add("state", stopped.state())
        .add("upstreamClosed", true)
        .add("persisted", stopped.kept())
        .add("length", stopped.length())
        .end();
  }

  private Message message(Role role) {
    return conversations
        .message(request.getRemoteUser(), id)
        .filter(message -> message.role() == role)
        .orElseThrow(MessageResource::unknown);
  }

  private static ApiException unknown() {
    return new ApiException(404, "answer.unknown");
  }
}
