package chat.suda.generation;

import chat.suda.conversation.Conversation;
import chat.suda.conversation.Conversations;
import chat.suda.conversation.Message;
import chat.suda.conversation.Status;
import chat.suda.stream.EventLog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Conversations as they are at one position of their owner's log, so that its events after that
 * position continue them exactly.
 *
 * <p>All of it is read from the database, whichever node writes the answer: a running one's text is
 * stored with the position at which it is exact, at least once a second.
 */
@ApplicationScoped
public class Snapshots {

  private static final int TRIES = 100;
  private static final long PAUSE_MILLIS = 20;
  private static final long PATIENCE_SECONDS = 2;

  /**
   * @param messages of all branches, oldest first
   * @param cursor the position's id
   */
  public record Snapshot(Conversation conversation, List<Message> messages, String cursor) {}

  @Inject Conversations conversations;

  /** The conversation now, or empty where the owner has no such. */
  public Optional<Snapshot> take(String owner, String id, EventLog log) {
    for (int tries = 1; ; tries++) {
      List<Conversations.State> before = conversations.states(owner, id);
      String head = await(log.cursor());
      Optional<Conversation> conversation = conversations.find(owner, id);
      if (conversation.isEmpty()) {
        return Optional.empty();
      }
      List<Message> messages = conversations.messages(owner, id);
      Optional<Message> running = streaming(messages);
      boolean exact =
          running.isPresent()
              ? await(log.locate(running.get().cursor())).known()
              : before.equals(messages.stream().map(Conversations.State::of).toList());
      if (!exact) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
      }
      if (exact || tries == TRIES) {
        return Optional.of(
            new Snapshot(
                conversation.get().asRunning(running.isPresent()),
                messages,
                running.map(Message::cursor).orElse(head)));
      }
    }
  }

  private static Optional<Message> streaming(List<Message> messages) {
    return messages.stream().filter(message -> message.status() == Status.STREAMING).findFirst();
  }

  /**
   * @throws CompletionException where the log does not answer
   */
  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }
}
