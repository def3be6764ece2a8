package chat.suda.generation;

import chat.suda.conversation.Conversation;
import chat.suda.conversation.Conversations;
import chat.suda.conversation.Message;
import chat.suda.conversation.Status;
import chat.suda.stream.EventLog;
import chat.suda.stream.TrimmedException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Consistent snapshots of conversations at one position of their owner's log: the events after that
 * position continue them exactly.
 *
 * <p>Everything is read from the database, whichever node writes the answer. A running answer's
 * text is stored at least once a second with its log position, and completed from the events since.
 */
@ApplicationScoped
public class ConversationSnapshots {

  private static final int MAX_TRIES = 100;
  private static final int PAGE = 500;
  private static final long PAUSE_MILLIS = 20;
  private static final long TIMEOUT_SECONDS = 2;

  /**
   * @param messages of all branches, oldest first
   * @param cursor the position's id
   */
  public record Snapshot(Conversation conversation, List<Message> messages, String cursor) {}

  @Inject Conversations conversations;

  /**
   * The conversation now, or empty if the owner has no such.
   *
   * @throws UnavailableException if the log does not respond
   */
  public Optional<Snapshot> take(String owner, String id, EventLog log) {
    for (int tries = 1; ; tries++) {
      List<Conversations.State> before = conversations.states(owner, id);
      EventLog.Place head = await(log.locate(null));
      List<Message> messages = conversations.messages(owner, id);
      // After the messages: what was reported before a running one's position is stored by now.
      Optional<Conversation> conversation = conversations.find(owner, id);
      if (conversation.isEmpty()) {
        return Optional.empty();
      }
      Optional<Message> running = streaming(messages);
      Optional<Message> now = running.flatMap(message -> at(head.position(), message, log));
      boolean exact =
          running.isPresent()
              ? now.isPresent()
              : before.equals(messages.stream().map(Conversations.State::of).toList());
      if (exact || tries == MAX_TRIES) {
        return Optional.of(
            new Snapshot(
                conversation.get().asRunning(running.isPresent()),
                messages.stream()
                    .map(message -> now.filter(it -> it.id().equals(message.id())).orElse(message))
                    .toList(),
                now.map(Message::cursor).orElse(log.id(head.position()))));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
    }
  }

  /**
   * The id of a position that includes all this node has appended.
   *
   * @throws UnavailableException if the log does not respond
   */
  public static String cursor(EventLog log) {
    return await(log.cursor());
  }

  /**
   * The running answer at the log's head, or empty if the log does not reach from the stored text
   * to it.
   */
  static Optional<Message> now(Message stored, EventLog log) {
    return at(await(log.locate(null)).position(), stored, log);
  }

  /**
   * The running answer at that position, if its stored text is older; empty if the log does not
   * reach that far.
   */
  private static Optional<Message> at(long position, Message stored, EventLog log) {
    EventLog.Place from = await(log.locate(stored.cursor()));
    if (!from.known()) {
      return Optional.empty();
    }
    AnswerText text = new AnswerText(stored);
    long at = from.position();
    try {
      while (at < position) {
        List<EventLog.Entry> entries = log.read(at, (int) Math.min(PAGE, position - at));
        if (entries.isEmpty() || !entries.stream().allMatch(text::continuedBy)) {
          return Optional.empty();
        }
        at = entries.get(entries.size() - 1).position();
      }
    } catch (TrimmedException e) {
      return Optional.empty();
    }
    return Optional.of(stored.asStreaming(text.content(), text.reasoning(), log.id(at)));
  }

  private static Optional<Message> streaming(List<Message> messages) {
    return messages.stream().filter(message -> message.status() == Status.STREAMING).findFirst();
  }

  private static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      throw new UnavailableException(e);
    }
  }
}
