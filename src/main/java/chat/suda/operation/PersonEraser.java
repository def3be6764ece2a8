package chat.suda.operation;

import chat.suda.conversation.AttachmentStore;
import chat.suda.conversation.Conversations;
import chat.suda.conversation.Presets;
import chat.suda.conversation.Shares;
import chat.suda.identity.People;
import chat.suda.limits.UsageStore;
import chat.suda.session.ChannelRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Deletes a person and their data. */
@ApplicationScoped
public class PersonEraser {

  private static final int BATCH = 200;
  private static final int TIMEOUT_SECONDS = 10;

  @Inject People people;
  @Inject Conversations conversations;
  @Inject ConversationEraser conversationEraser;
  @Inject ChannelRegistry channelRegistry;
  @Inject Shares shares;
  @Inject Presets presets;
  @Inject AttachmentStore attachments;
  @Inject UsageStore usage;

  /**
   * Ends the person's logins and streams, stops their answers, and deletes their data. Their usage
   * remains in the sums, without their name. Blocks.
   *
   * @return whether there was such a person, or any data of one
   */
  public boolean erase(String id) {
    boolean known = people.erase(id);
    List<String> some;
    do {
      some = conversations.some(id, BATCH);
      known |= !some.isEmpty();
      some.forEach(conversation -> conversationEraser.erase(id, conversation));
    } while (!some.isEmpty());
    shares.deleteAllOf(id);
    presets.deleteAllOf(id);
    attachments.deleteAllOf(id);
    usage.forget(id);
    channelRegistry
        .forget(id)
        .toCompletableFuture()
        .completeOnTimeout(null, TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .join();
    return known;
  }
}
