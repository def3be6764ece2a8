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
import java.util.OptionalLong;

/**
 * Conversations as they are at one position of their owner's log, so that its events after that
 * position continue them exactly.
 */
@ApplicationScoped
public class Snapshots {

  private static final int TRIES = 100;

  /**
   * @param messages of all branches, oldest first
   * @param cursor the position's id
   */
  public record Snapshot(Conversation conversation, List<Message> messages, String cursor) {}

  @Inject Conversations conversations;
  @Inject Answers answers;

  /** The conversation now, or empty where the owner has no such. */
  public Optional<Snapshot> take(String owner, String id, EventLog log) {
    for (int tries = 1; ; tries++) {
      Optional<Answer> running = answers.running(owner, id);
      Answer.Snapshot at = running.map(Answer::snapshot).orElseGet(() -> headOf(log));
      Optional<Conversation> conversation = conversations.find(owner, id);
      if (conversation.isEmpty()) {
        return Optional.empty();
      }
      List<Message> messages = conversations.messages(owner, id);
      if (tries == TRIES || consistent(messages, running, at, answers.running(owner, id), log)) {
        String runningId = running.map(Answer::messageId).orElse(null);
        List<Message> then =
            messages.stream().map(message -> asOf(at, message, runningId)).toList();
        Conversation asThen = conversation.get().asRunning(runningId != null);
        return Optional.of(new Snapshot(asThen, then, at.cursor()));
      }
    }
  }

  private static Answer.Snapshot headOf(EventLog log) {
    long head = log.head();
    return new Answer.Snapshot(null, null, log.id(head), head);
  }

  /**
   * Whether what was read is of that position: the same answer, or none, was running before and
   * after, and none has begun since.
   */
  private static boolean consistent(
      List<Message> messages,
      Optional<Answer> before,
      Answer.Snapshot at,
      Optional<Answer> after,
      EventLog log) {
    if (!before.equals(after) && after.isPresent()) {
      return false;
    }
    String runningId = before.map(Answer::messageId).orElse(null);
    return messages.stream()
        .filter(message -> !message.id().equals(runningId))
        .noneMatch(message -> message.status() == Status.STREAMING || begunAfter(at, message, log));
  }

  private static boolean begunAfter(Answer.Snapshot at, Message message, EventLog log) {
    if (message.cursor() == null) {
      return false;
    }
    OptionalLong begun = log.position(message.cursor());
    return begun.isPresent() && begun.getAsLong() >= at.position();
  }

  /** What is running is shown as far as it was then, even if it has ended since. */
  private static Message asOf(Answer.Snapshot at, Message message, String runningId) {
    return message.id().equals(runningId)
        ? message.asStreaming(at.content(), at.reasoning(), at.cursor())
        : message;
  }
}
