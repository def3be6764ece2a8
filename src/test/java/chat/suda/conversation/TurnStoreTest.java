package chat.suda.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.conversation.Turn.Options;
import chat.suda.provider.Prompt;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(StoreFixture.Kind.class)
class TurnStoreTest {

  @Parameter StoreFixture.Kind kind;
  private Owner owner;

  @BeforeEach
  void anew() {
    owner = Owner.of(kind);
  }

  @Test
  void storesWhatIsSaidAndAnEmptyAnswer() {
    Conversation made =
        owner
            .store()
            .conversations
            .create(owner.id(), new ConversationSettings(null, "m1", "Be brief.", null));
    Options options = new Options(null, null, () -> "17-3", model -> true, null, null);
    StartedTurn begun = owner.say(made, "안녕, 수다!", options);
    Message answer = begun.assistantMessage();
    assertEquals(Status.STREAMING, answer.status());
    assertEquals("", answer.content());
    assertEquals("m1", answer.model());
    assertEquals("17-3", answer.cursor());
    assertEquals(begun.userMessage().id(), answer.parentId());
    assertNull(begun.userMessage().parentId());
    assertTrue(begun.conversation().running());
    assertEquals(answer.id(), begun.conversation().activeMessageId());
    assertEquals("안녕, 수다!", begun.conversation().title());
    assertTrue(begun.wantsTitle());
    assertEquals(
        List.of(
            new Prompt.Turn(Prompt.Role.SYSTEM, "Be brief."),
            new Prompt.Turn(Prompt.Role.USER, "안녕, 수다!")),
        begun.history());
    assertEquals(List.of(begun.userMessage(), answer), owner.messages(made));
    assertEquals(begun.conversation(), owner.now(made));
  }

  @Test
  void continuesTheActiveBranch() {
    Conversation made = owner.conversation();
    StartedTurn first = owner.exchange(made, "one", "two");
    StartedTurn second = owner.say(made, "three");
    assertEquals(first.assistantMessage().id(), second.userMessage().parentId());
    assertEquals(List.of("one", "two", "three"), contents(second));
  }

  @Test
  void answersAgainBesideAnAnswer() {
    Conversation made = owner.conversation();
    StartedTurn first = owner.exchange(made, "one", "two");
    owner.exchange(made, "three", "four");
    StartedTurn again =
        owner.begin(made, new Turn.Regenerate(first.assistantMessage().id(), Options.NONE));
    assertNull(again.userMessage());
    assertEquals(first.userMessage().id(), again.assistantMessage().parentId());
    assertEquals(List.of("one"), contents(again));
    assertEquals(again.assistantMessage().id(), owner.now(made).activeMessageId());
  }

  @Test
  void branchesWhereAMessageIsEdited() {
    Conversation made = owner.conversation();
    StartedTurn first = owner.exchange(made, "one", "two");
    StartedTurn second = owner.exchange(made, "three", "four");
    StartedTurn edited =
        owner.begin(made, new Turn.Edit(second.userMessage().id(), "five", Options.NONE));
    assertEquals(first.assistantMessage().id(), edited.userMessage().parentId());
    assertEquals(List.of("one", "two", "five"), contents(edited));
    owner.end(edited, "six");
    StartedTurn root = owner.begin(made, new Turn.Send("seven", null, true, Options.NONE));
    assertNull(root.userMessage().parentId());
    assertEquals(List.of("seven"), contents(root));
    assertEquals(8, owner.messages(made).size());
  }

  @Test
  void refusesASecondAnswerAtOnce() {
    Conversation made = owner.conversation();
    StartedTurn first = owner.say(made, "one");
    assertThrows(AlreadyRunningException.class, () -> owner.say(made, "two"));
    assertEquals(2, owner.messages(made).size());
    owner.end(first, "done");
    assertFalse(owner.now(made).running());
    owner.say(made, "two");
  }

  @Test
  void knowsNothingOfOthersAndNamesTheField() {
    Conversation made = owner.conversation();
    StartedTurn first = owner.exchange(made, "one", "two");
    Owner other = Owner.of(kind);
    Conversation others = other.conversation();
    assertNull(refusal(other, made, say(null)));
    assertEquals("parentId", refusal(other, others, say(first.assistantMessage().id())));
    assertEquals("parentId", refusal(owner, made, say(first.userMessage().id())));
    assertEquals("parentId", refusal(owner, made, say("nowhere")));
    assertNull(
        refusal(other, others, new Turn.Regenerate(first.assistantMessage().id(), Options.NONE)));
    assertNull(refusal(other, others, new Turn.Edit(first.userMessage().id(), "x", Options.NONE)));
    assertNull(refusal(owner, made, new Turn.Regenerate(first.userMessage().id(), Options.NONE)));
    assertEquals(List.of(), other.messages(others));
  }

  @Test
  void tellsARepeatByItsKey() {
    Conversation made = owner.conversation();
    StartedTurn first = owner.say(made, "one", Owner.key("k", "f"));
    StartedTurn repeated = owner.say(made, "one", Owner.key("k", "f"));
    assertTrue(repeated.repeated());
    assertFalse(first.repeated());
    assertEquals(first.userMessage(), repeated.userMessage());
    assertEquals(first.assistantMessage(), repeated.assistantMessage());
    assertEquals(List.of(), repeated.history());
    assertThrows(KeyReusedException.class, () -> owner.say(made, "other", Owner.key("k", "g")));
    owner.end(first, "done");
    assertEquals("done", owner.say(made, "one", Owner.key("k", "f")).assistantMessage().content());
    Owner other = Owner.of(kind);
    assertFalse(other.say(other.conversation(), "one", Owner.key("k", "f")).repeated());
  }

  @Test
  void forgetsAKeyAfterADay() throws Exception {
    Conversation made = owner.conversation();
    owner.end(owner.say(made, "one", Owner.key("k", "f")), "two");
    age();
    StartedTurn second = owner.say(made, "one", Owner.key("k", "g"));
    assertFalse(second.repeated());
    assertTrue(owner.say(made, "one", Owner.key("k", "g")).repeated());
    age();
    assertTrue(owner.store().idempotency.forgetOld() > 0);
    owner.end(second, "three");
    assertFalse(owner.say(made, "one", Owner.key("k", "f")).repeated());
  }

  @Test
  void cutsTheHistoryFromTheOldestAndKeepsTheSystemPrompt() {
    Conversation made =
        owner
            .store()
            .conversations
            .create(owner.id(), new ConversationSettings(null, null, "s".repeat(100), null));
    for (int i = 0; i < 90; i++) {
      owner.exchange(made, "q" + i + "x".repeat(2000), i % 3 == 0 ? "" : "a" + i);
    }
    StartedTurn begun = owner.say(made, "last");
    List<Prompt.Turn> history = begun.history();
    assertEquals(Prompt.Role.SYSTEM, history.get(0).role());
    assertEquals("last", history.get(history.size() - 1).content());
    assertTrue(history.stream().noneMatch(turn -> turn.content().isEmpty()));
    int length = history.stream().mapToInt(turn -> turn.content().length()).sum();
    assertTrue(
        length <= StoreFixture.HISTORY && length > StoreFixture.HISTORY - 2100, "length " + length);
    owner.end(begun, "ok");
    StartedTurn huge = owner.say(made, "y".repeat(StoreFixture.HISTORY * 2));
    assertEquals(2, huge.history().size());
  }

  @Test
  void storesWhatPostgresqlWouldRefuse() {
    Conversation made = owner.conversation();
    StartedTurn begun = owner.say(made, "a\u0000b\uD83Dc😀\uDE00");
    assertEquals("a\uFFFDb\uFFFDc😀\uFFFD", begun.userMessage().content());
    assertEquals("x\uFFFD", owner.end(begun, "x\u0000").content());
    assertEquals(begun.userMessage(), owner.messages(made).get(0));
  }

  private void age() throws Exception {
    try (var connection = owner.store().dataSource.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("update request set created_at = created_at - 86400000001");
    }
  }

  private static Turn say(String parentId) {
    return new Turn.Send("x", parentId, false, Options.NONE);
  }

  private static String refusal(Owner owner, Conversation in, Turn turn) {
    return assertThrows(NoSuchElementException.class, () -> owner.begin(in, turn)).getMessage();
  }

  private static List<String> contents(StartedTurn begun) {
    return begun.history().stream().map(Prompt.Turn::content).toList();
  }
}
