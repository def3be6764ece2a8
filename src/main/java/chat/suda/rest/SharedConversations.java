package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.conversation.Conversation;
import chat.suda.conversation.Message;
import chat.suda.conversation.Share;
import chat.suda.conversation.Shares;
import chat.suda.generation.ConversationSnapshots;
import chat.suda.provider.Parameters;
import chat.suda.stream.ConversationView;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Shared conversations, as viewers see them. */
@ApplicationScoped
public class SharedConversations {

  @Inject Shares shares;
  @Inject ConversationSnapshots snapshots;
  @Inject UserChannels channels;
  @Inject Settings settings;

  /**
   * @throws ApiException 404 if there is none, or sharing is off
   */
  Share find(String token) {
    return shares
        .find(token)
        .filter(share -> settings.sharing() != Settings.Sharing.OFF)
        .orElseThrow(SharedConversations::unknown);
  }

  /** The active branch, at one position of its owner's log. */
  ConversationSnapshots.Snapshot snapshot(Share share) {
    ConversationSnapshots.Snapshot all =
        channels
            .with(
                share.owner(),
                channel -> snapshots.take(share.owner(), share.conversationId(), channel.log()))
            .orElseThrow(SharedConversations::unknown);
    return new ConversationSnapshots.Snapshot(
        shown(all.conversation()),
        branch(all.messages(), all.conversation().activeMessageId()),
        all.cursor());
  }

  /** Without the owner's instructions to the model. */
  private static Conversation shown(Conversation all) {
    return new Conversation(
        all.id(),
        all.title(),
        all.model(),
        null,
        Parameters.NONE,
        null,
        all.activeMessageId(),
        all.running(),
        all.createdAt(),
        all.updatedAt());
  }

  private static List<Message> branch(List<Message> messages, String leaf) {
    Map<String, Message> byId = new HashMap<>();
    messages.forEach(message -> byId.put(message.id(), message));
    List<Message> branch = new ArrayList<>();
    for (Message at = byId.get(leaf); at != null; at = byId.get(at.parentId())) {
      branch.add(at);
    }
    Collections.reverse(branch);
    return branch;
  }

  /** The visible part of its owner's events. */
  static ConversationView view(Share share) {
    return new ConversationView(share.conversationId(), SharedConversations::shown);
  }

  private static String shown(String event) {
    JsonObject all;
    try (JsonReader reader = JsonP.JSON.createReader(new StringReader(event))) {
      all = reader.readObject();
    }
    JsonObjectBuilder parameters = JsonP.JSON.createObjectBuilder();
    JsonObject conversation = all.getJsonObject("conversation");
    conversation.getJsonObject("parameters").keySet().forEach(parameters::addNull);
    JsonObjectBuilder shown = JsonP.JSON.createObjectBuilder(conversation);
    shown.add("systemPrompt", JsonValue.NULL).add("parameters", parameters);
    return JsonP.JSON.createObjectBuilder(all).add("conversation", shown).build().toString();
  }

  static ApiException unknown() {
    return new ApiException(404, "share.unknown");
  }
}
