package chat.suda.generation;

import chat.suda.conversation.Message;
import chat.suda.conversation.Status;
import chat.suda.stream.ChatEvent;

/** Creates the last event of an ended answer from its stored message. */
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
