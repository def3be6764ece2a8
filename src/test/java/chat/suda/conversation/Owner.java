package chat.suda.conversation;

import chat.suda.conversation.Turn.Options;
import chat.suda.stream.Ids;
import java.util.List;

/** A user of a store, unique per test. */
record Owner(StoreFixture store, String id) {

  static Owner of(StoreFixture.Kind kind) {
    return new Owner(kind.store(), Ids.next());
  }

  Conversation conversation() {
    return store.conversations.create(id, new ConversationSettings(null, null, null, null));
  }

  Conversation titled(String title) {
    return store.conversations.create(id, new ConversationSettings(title, null, null, null));
  }

  StartedTurn say(Conversation in, String content) {
    return say(in, content, Options.NONE);
  }

  StartedTurn say(Conversation in, String content, Options options) {
    return begin(in, new Turn.Send(content, null, false, options));
  }

  StartedTurn begin(Conversation in, Turn turn) {
    return store.turns.begin(id, in.id(), turn);
  }

  /** Says and is answered. */
  StartedTurn exchange(Conversation in, String content, String answer) {
    StartedTurn begun = say(in, content);
    end(begun, answer);
    return begun;
  }

  Message end(StartedTurn begun, String answer) {
    return store.answers.saveEnd(begun.assistantMessage().id(), complete(answer));
  }

  Conversation now(Conversation conversation) {
    return store.conversations.find(id, conversation.id()).orElseThrow();
  }

  List<Message> messages(Conversation conversation) {
    return store.conversations.messages(id, conversation.id());
  }

  static AnswerEnd complete(String content) {
    return new AnswerEnd(Status.COMPLETE, content, null, null, "stop", null, null);
  }

  static Options key(String key, String fingerprint) {
    return new Options(null, null, () -> null, model -> true, key, fingerprint);
  }
}
