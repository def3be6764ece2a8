package chat.suda.generation;

import chat.suda.conversation.Conversation;
import chat.suda.conversation.Conversations;
import chat.suda.stream.ChatEvent;
import chat.suda.stream.EventLog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Tells the owner's streams of changed conversations. Changes that are committed concurrently, on
 * any node, may be appended in another order; the last event is always that of the stored state.
 */
@ApplicationScoped
public class ConversationEvents {

  private static final System.Logger LOG = System.getLogger(ConversationEvents.class.getName());

  @Inject Conversations conversations;
  @Inject ProviderFactory upstream;

  /**
   * Appends the state, and, while it is not the stored one any more, the stored one: whoever
   * appends last has seen every change before it. Never blocks.
   *
   * @param committed the state that the caller has committed
   */
  public void changed(EventLog log, String owner, Conversation committed) {
    tell(log, owner, committed.id(), Optional.of(committed));
  }

  private void tell(EventLog log, String owner, String id, Optional<Conversation> state) {
    log.append(event(id, state));
    if (state.isPresent()) {
      // Once it has its place among the events of other nodes.
      log.cursor()
          .thenRunAsync(() -> verify(log, owner, id, state), executor())
          .exceptionally(
              failure -> {
                LOG.log(Level.DEBUG, "A told conversation could not be compared", failure);
                return null;
              });
    }
  }

  private void verify(EventLog log, String owner, String id, Optional<Conversation> told) {
    Optional<Conversation> stored = conversations.find(owner, id);
    if (!stored.equals(told)) {
      tell(log, owner, id, stored);
    }
  }

  Executor executor() {
    return upstream.executor();
  }

  private static ChatEvent event(String id, Optional<Conversation> state) {
    return state
        .<ChatEvent>map(now -> new ChatEvent.Conversation(now.json()))
        .orElseGet(() -> new ChatEvent.Deleted(id));
  }
}
