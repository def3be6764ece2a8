package chat.suda.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(StoreFixture.Kind.class)
class TurnStoreRaceTest {

  private static final int ROUNDS = 100;

  @Parameter StoreFixture.Kind kind;
  private Owner owner;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);

  @BeforeEach
  void anew() {
    owner = Owner.of(kind);
  }

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void twoWithOneKeyAreOneStartAndOneRepeat() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Conversation made = owner.conversation();
      String key = "k" + round;
      List<StartedTurn> both =
          race(
              () -> owner.say(made, "one", Owner.key(key, "f")),
              () -> owner.say(made, "one", Owner.key(key, "f")));
      assertOneOfThem(both);
      assertEquals(2, owner.messages(made).size());
    }
  }

  @Test
  void alsoInTwoConversations() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Conversation here = owner.conversation();
      Conversation there = owner.conversation();
      String key = "k" + round;
      List<StartedTurn> both =
          race(
              () -> owner.say(here, "one", Owner.key(key, "f")),
              () -> owner.say(there, "one", Owner.key(key, "f")));
      assertOneOfThem(both);
      assertEquals(2, owner.messages(here).size() + owner.messages(there).size());
    }
  }

  @Test
  void twoWithoutAKeyAreOneStartAndOneRefusal() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Conversation made = owner.conversation();
      List<Boolean> both = race(() -> starts(made), () -> starts(made));
      assertTrue(both.get(0) ^ both.get(1));
      assertEquals(2, owner.messages(made).size());
    }
  }

  @Test
  void anAnswerEndsOnceAndIsNotOverwritten() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Conversation made = owner.conversation();
      StartedTurn begun = owner.say(made, "one");
      String id = begun.assistantMessage().id();
      List<Message> both =
          race(
              () -> {
                owner
                    .store()
                    .answers
                    .saveProgress(List.of(new AnswerProgress(id, "par", null, "1", 0)));
                return owner.store().answers.saveEnd(id, Owner.complete("here"));
              },
              () -> owner.store().answers.saveEnd(id, Owner.complete("there")));
      assertEquals(both.get(0), both.get(1));
      assertEquals(both.get(0), owner.messages(made).get(1));
    }
  }

  @Test
  void aDeletedConversationTakesItsAnswerAlong() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Conversation made = owner.conversation();
      String id = owner.say(made, "one").assistantMessage().id();
      race(
          () -> owner.store().conversations.delete(owner.id(), made.id()),
          () -> owner.store().answers.saveEnd(id, Owner.complete("end")));
      assertEquals(List.of(), owner.messages(made));
    }
  }

  private boolean starts(Conversation conversation) {
    try {
      owner.say(conversation, "one");
      return true;
    } catch (AlreadyRunningException e) {
      return false;
    }
  }

  private static void assertOneOfThem(List<StartedTurn> both) {
    assertTrue(both.get(0).repeated() ^ both.get(1).repeated());
    assertEquals(both.get(0).assistantMessage(), both.get(1).assistantMessage());
    assertEquals(both.get(0).userMessage(), both.get(1).userMessage());
  }

  private <T> List<T> race(Callable<T> here, Callable<T> there) throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    Future<T> first = threads.submit(() -> at(start, here));
    Future<T> second = threads.submit(() -> at(start, there));
    T one = first.get(30, TimeUnit.SECONDS);
    T two = second.get(30, TimeUnit.SECONDS);
    return java.util.Arrays.asList(one, two);
  }

  private static <T> T at(CyclicBarrier start, Callable<T> task) throws Exception {
    start.await(10, TimeUnit.SECONDS);
    return task.call();
  }
}
