package chat.suda.generation;

import chat.suda.conversation.Message;
import chat.suda.conversation.Status;
import chat.suda.stream.ChatEvent;

/** The last event of an answer that has ended, by what is stored of it. */
final class StoredEndEvent {

  private StoredEndEvent() {}

  static ChatEvent event(Message message) {
    if (message.error() != null) {
      return new ChatEvent.Error(
          message.conversationId(),
          message.id(),
          message.error().message(),
          message.error().code(),
          message.error().retryable());
    }
    String reason =
        message.status() == Status.STOPPED ? AnswerResult.STOPPED : message.finishReason();
    return new ChatEvent.Done(
        message.conversationId(), message.id(), reason, message.content().length(), null);
  }
}
