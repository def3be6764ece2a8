package chat.suda.generation;

import chat.suda.conversation.AnswerStore;
import chat.suda.conversation.Message;
import chat.suda.provider.Provider;
import chat.suda.stream.EventLog;
import java.util.Optional;

/**
 * Continues an answer whose node is lost, or ends it.
 *
 * @param stored its stored text, or {@code null}
 * @param store stores a restart
 */
record AnswerTakeover(
    Answer answer,
    Leases.Taken taken,
    Message stored,
    EventLog log,
    AnswerStore store,
    Provider provider,
    AnswerTools tools,
    AnswerMeters meters) {

  /** Maximum number of times that a model is asked for one answer. */
  private static final int MAX_TRIES = 2;

  /** Continues once no other node can write the answer, or restarts it at once. */
  void begin() {
    if (isOver() || hasCalled() || isContinued()) {
      answer.claim(this::inherit);
    } else {
      answer.restart(provider, store::restarted);
    }
  }

  private boolean isOver() {
    return taken.stopped() || taken.tries() > MAX_TRIES;
  }

  /** An answer with tool calls is not restarted: a call may have had side effects. */
  private boolean hasCalled() {
    return stored != null && !stored.tools().isEmpty();
  }

  private boolean isContinued() {
    return stored != null && provider.continues(taken.request().prompt().model());
  }

  private void inherit() {
    Optional<Message> told =
        Optional.ofNullable(stored).flatMap(text -> ConversationSnapshots.now(text, log));
    if (isOver() || hasCalled()) {
      if (hasCalled()) {
        answer.adopt(tools.called(answer, stored.tools(), meters));
      }
      told.or(() -> Optional.ofNullable(stored)).ifPresent(answer::adopt);
      answer.giveUp(taken.stopped());
    } else if (told.isEmpty() || told.get().content().isEmpty()) {
      answer.restart(provider, store::restarted);
    } else {
      answer.adopt(told.get());
      answer.goOn(provider);
    }
  }
}
