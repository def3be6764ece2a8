package chat.suda.generation;

import chat.suda.conversation.Conversation;
import chat.suda.conversation.Conversations;
import chat.suda.stream.ChatEvent;
import chat.suda.stream.EventLog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/**
 * Tells the owner's streams of changed conversations. Changes that are committed concurrently, on
 * any node, may be appended in another order; the last event is always that of the stored state.
 */
@ApplicationScoped
public class ConversationEvents {

  @Inject Conversations conversations;

  /**
   * Appends the state, and, while it is not the stored one any more, the stored one: whoever
   * appends last has seen every change before it.
   *
   * @param committed the state that the caller has committed
   */
  public void changed(EventLog log, String owner, Conversation committed) {
    Optional<Conversation> stored = Optional.of(committed);
    Optional<Conversation> told;
    do {
      told = stored;
      log.append(event(committed.id(), told));
      stored = told.flatMap(now -> conversations.find(owner, now.id()));
    } while (!stored.equals(told));
  }

  private static ChatEvent event(String id, Optional<Conversation> state) {
    return state
        .<ChatEvent>map(now -> new ChatEvent.Conversation(now.json()))
        .orElseGet(() -> new ChatEvent.Deleted(id));
  }
}
