package chat.suda.operation;

import chat.suda.conversation.Conversations;
import chat.suda.generation.ChatService;
import chat.suda.session.Channel;
import chat.suda.session.ChannelRegistry;
import chat.suda.stream.ChatEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Deletes conversations on behalf of others than their owner, who receives the usual event. */
@ApplicationScoped
public class ConversationEraser {

  private static final int TIMEOUT_SECONDS = 10;

  @Inject Conversations conversations;
  @Inject ChatService chatService;
  @Inject ChannelRegistry channelRegistry;

  /** Stops its running answer and deletes it. Blocks. */
  void erase(String owner, String conversation) {
    Channel channel = channelRegistry.hold(Channel.Key.ofUser(owner));
    try {
      chatService
          .delete(owner, conversation, channel.log())
          .toCompletableFuture()
          .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
          .join();
    } catch (CompletionException e) {
      // The answer did not stop in time; the conversation is deleted nevertheless.
      if (conversations.delete(owner, conversation)) {
        channel.log().append(new ChatEvent.Deleted(conversation));
      }
    } finally {
      channel.release();
    }
  }
}
