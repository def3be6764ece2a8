package chat.suda.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.suda.conversation.Conversation;
import chat.suda.conversation.Conversations;
import chat.suda.provider.Parameters;
import chat.suda.stream.ChatEvent;
import chat.suda.stream.EventLog;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class ConversationEventsTest {

  private final List<String> appended = new ArrayList<>();
  private CompletableFuture<String> inTheLog = CompletableFuture.completedFuture("1");

  @Test
  void aStateThatIsStoredIsToldOnce() {
    changed("model's", () -> Optional.of(titled("model's")));
    assertEquals(List.of(event("model's")), appended);
  }

  @Test
  void aTitleThatWasCommittedLaterAndToldEarlierIsToldAgain() {
    appended.add(event("user's"));
    changed("model's", () -> Optional.of(titled("user's")));
    assertEquals(List.of(event("user's"), event("model's"), event("user's")), appended);
  }

  @Test
  void isComparedOnlyWhenItHasItsPlaceInTheLog() {
    inTheLog = new CompletableFuture<>();
    changed("model's", () -> Optional.of(titled("user's")));
    assertEquals(List.of(event("model's")), appended);
    appended.add(0, event("user's"));
    inTheLog.complete("1");
    assertEquals(List.of(event("user's"), event("model's"), event("user's")), appended);
  }

  @Test
  void aConversationThatWasDeletedMeanwhileDoesNotComeBack() {
    String deleted = new ChatEvent.Deleted("c").json();
    appended.add(deleted);
    changed("model's", Optional::empty);
    assertEquals(List.of(deleted, event("model's"), deleted), appended);
  }

  private interface Store {
    Optional<Conversation> find();
  }

  private void changed(String title, Store store) {
    ConversationEvents events =
        new ConversationEvents() {
          @Override
          Executor executor() {
            return Runnable::run;
          }
        };
    events.conversations =
        new Conversations() {
          @Override
          public Optional<Conversation> find(String owner, String id) {
            return store.find();
          }
        };
    EventLog log =
        (EventLog)
            Proxy.newProxyInstance(
                EventLog.class.getClassLoader(),
                new Class<?>[] {EventLog.class},
                (proxy, method, arguments) ->
                    method.getName().equals("cursor")
                        ? inTheLog
                        : appended.add(((ChatEvent) arguments[0]).json()));
    events.changed(log, "me", titled(title));
  }

  private static String event(String title) {
    return new ChatEvent.Conversation(titled(title).json()).json();
  }

  private static Conversation titled(String title) {
    Instant time = Instant.EPOCH;
    return new Conversation("c", title, null, null, Parameters.NONE, null, null, false, time, time);
  }
}
