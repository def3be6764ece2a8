package chat.suda.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.provider.Usage;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(StoreFixture.Kind.class)
class AnswerStoreTest {

  @Parameter StoreFixture.Kind kind;
  private Owner owner;
  private AnswerStore answers;

  @BeforeEach
  void anew() {
    owner = Owner.of(kind);
    answers = owner.store().answers;
  }

  @Test
  void keepsWhatHasArrivedSoFar() {
    Conversation made = owner.conversation();
    Message answer = owner.say(made, "one").assistantMessage();
    answers.saveProgress(List.of(new AnswerProgress(answer.id(), "par", "hm", "7-1", 0)));
    Message now = owner.messages(made).get(1);
    assertEquals("par", now.content());
    assertEquals("hm", now.reasoning());
    assertEquals("7-1", now.cursor());
    assertEquals(Status.STREAMING, now.status());
  }

  @Test
  void endsOnceWithAllThatIsKnown() {
    Conversation made = owner.conversation();
    String id = owner.say(made, "one").assistantMessage().id();
    Usage usage = new Usage(1, 2, 3);
    Message ended =
        answers.saveEnd(
            id, new AnswerEnd(Status.COMPLETE, "two", "hm", "gpt-x", "stop", usage, null));
    assertEquals(usage, ended.usage());
    assertEquals("gpt-x", ended.model());
    assertEquals("hm", ended.reasoning());
    assertEquals(ended, owner.messages(made).get(1));
    assertFalse(owner.now(made).running());
    assertTrue(owner.now(made).updatedAt().isAfter(made.updatedAt()));
    assertEquals(ended, answers.saveEnd(id, Owner.complete("other")));
    answers.saveProgress(List.of(new AnswerProgress(id, "late", null, "9", 0)));
    assertEquals(ended, owner.messages(made).get(1));
    assertNull(answers.saveEnd("nowhere", Owner.complete("")));
  }

  @Test
  void endsSeveralAtOnce() {
    Conversation here = owner.conversation();
    Conversation there = owner.conversation();
    String first = owner.say(here, "one").assistantMessage().id();
    String second = owner.say(there, "one").assistantMessage().id();
    MessageError error = new MessageError("idle_timeout", "silence", true);
    AnswerEnd failed = new AnswerEnd(Status.FAILED, "par", null, null, null, null, error);
    List<Message> ended =
        answers.saveEnds(
            List.of(
                new AnswerStore.End(first, 0, failed),
                new AnswerStore.End("nowhere", 0, failed),
                new AnswerStore.End(second, 0, Owner.complete("two"))));
    assertEquals(List.of(first, second), ended.stream().map(Message::id).toList());
    assertEquals(error, owner.messages(here).get(1).error());
    assertEquals(Status.COMPLETE, owner.messages(there).get(1).status());
  }

  @Test
  void interruptsWhatAServerThatDiedLeft() {
    Conversation made = owner.conversation();
    Conversation quiet = owner.conversation();
    owner.exchange(quiet, "one", "two");
    String id = owner.say(made, "one").assistantMessage().id();
    answers.saveProgress(List.of(new AnswerProgress(id, "par", null, "1", 0)));
    assertTrue(answers.streaming().contains(id));
    assertEquals(id, answers.interrupt(List.of(id)).get(0).id());
    Message now = owner.messages(made).get(1);
    assertEquals(Status.INTERRUPTED, now.status());
    assertEquals("par", now.content());
    assertEquals("interrupted", now.error().code());
    assertTrue(now.error().retryable());
    assertFalse(owner.now(made).running());
    assertEquals(Status.COMPLETE, owner.messages(quiet).get(1).status());
    assertFalse(answers.streaming().contains(id));
    assertEquals(List.of(), answers.interrupt(List.of(id)));
    owner.say(made, "again");
  }

  @Test
  void takesNothingFromAWriterWhoseLeaseIsAnothers() {
    Conversation made = owner.conversation();
    String id = owner.say(made, "one").assistantMessage().id();
    answers.saveProgress(List.of(new AnswerProgress(id, "first", null, "1", 1)));
    assertEquals("first", answers.claim(id, 2).orElseThrow().content());
    answers.saveProgress(List.of(new AnswerProgress(id, "late", null, "2", 1)));
    answers.saveEnds(List.of(new AnswerStore.End(id, 1, Owner.complete("late"))));
    assertEquals("first", owner.messages(made).get(1).content());
    assertEquals(Status.STREAMING, owner.messages(made).get(1).status());
    answers.restarted(new AnswerProgress(id, "", null, "3", 2));
    answers.saveEnds(List.of(new AnswerStore.End(id, 2, Owner.complete("second"))));
    assertEquals("second", owner.messages(made).get(1).content());
    assertEquals(Status.COMPLETE, owner.messages(made).get(1).status());
    assertTrue(answers.claim("nowhere", 1).isEmpty());
  }
}
