package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.conversation.Conversation;
import chat.suda.conversation.ConversationExport;
import chat.suda.conversation.ConversationPatch;
import chat.suda.conversation.Conversations;
import chat.suda.conversation.Message;
import chat.suda.conversation.Turn;
import chat.suda.generation.ChatService;
import chat.suda.generation.ConversationSnapshots;
import chat.suda.operation.AuditLog;
import chat.suda.session.Channel;
import chat.suda.stream.Json;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One of the caller's conversations. */
@Path("conversations/{id}")
@Produces(MediaType.APPLICATION_JSON)
public class ConversationResource {

  @Inject ChatService chatService;
  @Inject ConversationSnapshots snapshots;
  @Inject ConversationExport export;
  @Inject TurnRequests turnRequests;
  @Inject UserChannels channels;
  @Inject Settings settings;
  @Inject AuditLog audit;
  @Inject Conversations conversations;

  @PathParam("id")
  String id;

  @Context HttpServletRequest request;

  @GET
  public String get() {
    String owner = request.getRemoteUser();
    ConversationSnapshots.Snapshot snapshot =
        channels
            .with(owner, channel -> snapshots.take(owner, id, channel.log()))
            .orElseThrow(ConversationResource::unknown);
    return Json.object()
        .addRaw("conversation", snapshot.conversation().json())
        .addRaw("messages", snapshot.messages().stream().map(Message::json).toList())
        .add("cursor", snapshot.cursor())
        .end();
  }

  @PATCH
  @Consumes(MediaType.WILDCARD)
  public String change(InputStream body) {
    ConversationPatch change = new ConversationFields(read(body), settings).change();
    String owner = request.getRemoteUser();
    try {
      return channels
          .with(owner, channel -> chatService.change(owner, id, change, channel.log()))
          .map(Conversation::json)
          .orElseThrow(ConversationResource::unknown);
    } catch (NoSuchElementException e) {
      throw ApiException.field(404, "activeMessageId", "field.unknown");
    }
  }

  private CompletionStage<Boolean> delete(String owner, Channel channel) {
    try {
      return chatService.delete(owner, id, channel.log());
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /** Responds once a running answer has been stopped and everything is deleted. */
  @DELETE
  public void delete(@Suspended AsyncResponse response) {
    String owner = request.getRemoteUser();
    // On this thread, since threads of answers have no transactions on every server.
    if (conversations.find(owner, id).isPresent()) {
      audit.record(owner, request.getRemoteAddr(), "conversation.delete", id);
    }
    Channel channel = channels.hold(owner);
    delete(owner, channel)
        .whenComplete(
            (deleted, failure) -> {
              channel.release();
              if (failure != null) {
                response.resume(failure);
              } else if (deleted) {
                response.resume(Response.noContent().build());
              } else {
                response.resume(unknown());
              }
            });
  }

  @POST
  @Path("messages")
  @Consumes(MediaType.WILDCARD)
  public Response say(InputStream body) {
    JsonObject json = read(body);
    ConversationFields fields = new ConversationFields(json, settings);
    FieldErrors errors = new FieldErrors();
    Turn.Options options = errors.read(() -> turnRequests.options(request, json, fields));
    String parentId = errors.read(fields::parentId);
    boolean atRoot = fields.namesParent() && parentId == null;
    List<String> attachments = errors.read(fields::attachments);
    boolean withAttachments =
        attachments == null ? fields.namesAttachments() : !attachments.isEmpty();
    String content = errors.read(() -> fields.content(withAttachments));
    errors.check();
    Turn turn =
        new Turn.Send(
            content, parentId, atRoot, Objects.requireNonNullElse(attachments, List.of()), options);
    return turnRequests.begin(request, id, turn);
  }

  @GET
  @Path("export")
  @Produces(MediaType.WILDCARD)
  public Response export(@QueryParam("format") String format) {
    String owner = request.getRemoteUser();
    boolean markdown = "md".equals(format);
    if (!markdown && !"json".equals(format)) {
      throw ApiException.field(400, "format", "field.format");
    }
    Optional<ConversationExport.ExportFile> file =
        markdown ? export.exportMarkdown(owner, id) : export.exportJson(owner, id);
    ConversationExport.ExportFile found = file.orElseThrow(ConversationResource::unknown);
    audit.record(owner, request.getRemoteAddr(), "conversation.export", id);
    return Response.ok(found.content())
        .type((markdown ? "text/markdown" : "application/json") + ";charset=UTF-8")
        .header("Content-Disposition", ContentDisposition.of("attachment", found.name()))
        .build();
  }

  private JsonObject read(InputStream body) {
    return JsonBody.read(body, request, settings.limits().bodyBytes());
  }

  private static ApiException unknown() {
    return new ApiException(404, "conversation.unknown");
  }
}
