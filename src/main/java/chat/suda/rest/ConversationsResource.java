package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.conversation.Conversation;
import chat.suda.conversation.Conversations;
import chat.suda.conversation.Page;
import chat.suda.generation.ChatService;
import chat.suda.stream.Json;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;

/** The caller's conversations. */
@Path("conversations")
@Produces(MediaType.APPLICATION_JSON)
public class ConversationsResource {

  private static final int MAX_QUERY_CHARS = 200;

  @Inject Conversations conversations;
  @Inject ChatService chatService;
  @Inject UserChannels channels;
  @Inject Settings settings;

  @POST
  @StoresForCaller
  @Consumes(MediaType.WILDCARD)
  public Response create(InputStream body, @Context HttpServletRequest request) {
    ConversationFields fields =
        new ConversationFields(
            JsonBody.readOptional(body, request, settings.limits().bodyBytes()), settings);
    String owner = request.getRemoteUser();
    Conversation created =
        channels.with(
            owner, channel -> chatService.create(owner, fields.settings(), channel.log()));
    return Response.status(Response.Status.CREATED)
        .header("Location", ResourceUrl.created(request, settings, created.id()))
        .entity(created.json())
        .build();
  }

  @GET
  public String list(
      @QueryParam("q") String q,
      @QueryParam("after") String after,
      @QueryParam("limit") String limit,
      @Context HttpServletRequest request) {
    if (q != null && q.length() > MAX_QUERY_CHARS) {
      throw ApiException.field(400, "q", "field.long", MAX_QUERY_CHARS);
    }
    Page<Conversation> page;
    try {
      page = conversations.list(request.getRemoteUser(), q, after, ListLimit.parse(limit));
    } catch (IllegalArgumentException e) {
      throw ApiException.field(400, "after", "field.cursor");
    }
    return Json.object()
        .addRaw("items", page.items().stream().map(Conversation::json).toList())
        .add("next", page.next())
        .end();
  }
}
