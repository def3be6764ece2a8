package chat.suda.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.conversation.ConversationPatch.Field;
import chat.suda.conversation.Turn.Options;
import chat.suda.provider.Parameters;
import chat.suda.stream.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(StoreFixture.Kind.class)
class ConversationsTest {

  @Parameter StoreFixture.Kind kind;
  private Owner owner;
  private Conversations conversations;

  @BeforeEach
  void anew() {
    owner = Owner.of(kind);
    conversations = owner.store().conversations;
  }

  @Test
  void keepsItsSettings() {
    Parameters parameters = new Parameters(0.0, 5, 1.0, -2.0, 0.25, null);
    Conversation made =
        conversations.create(
            owner.id(), new ConversationSettings("T", "m", "Be brief.", parameters));
    assertEquals(made, owner.now(made));
    assertEquals(parameters, made.parameters());
    assertEquals("m", made.model());
    assertFalse(owner.say(made, "one").wantsTitle());
    assertEquals("T", owner.now(made).title());
  }

  @Test
  void listsTheLastChangedFirstByPages() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      made.add(0, owner.conversation().id());
    }
    Owner.of(kind).conversation();
    assertEquals(made, pages(10));
    assertEquals(made, pages(25));
    assertEquals(made, pages(1));
    owner.say(conversations.find(owner.id(), made.get(20)).orElseThrow(), "up");
    made.add(0, made.remove(20));
    assertEquals(made, pages(7));
  }

  @Test
  void leavesOutAndDoublesNothingThatDidNotChangeBetweenPages() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      made.add(0, owner.conversation().id());
    }
    Page<Conversation> first = conversations.list(owner.id(), null, null, 4);
    conversations.change(owner.id(), made.get(1), ConversationPatch.titleTo("seen"));
    conversations.change(owner.id(), made.get(8), ConversationPatch.titleTo("not seen"));
    conversations.delete(owner.id(), made.get(3));
    owner.conversation();
    Page<Conversation> second = conversations.list(owner.id(), " ", first.next(), 10);
    made.remove(8);
    assertEquals(made.subList(4, 9), ids(second));
    assertNull(second.next());
  }

  @Test
  void refusesWhatIsNoCursor() {
    for (String cursor : List.of("x", "é", "MTIz", "LTE6eA", "OTk5OTk5OTk5OTk5OTk5OTk5OTp4")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> conversations.list(owner.id(), null, cursor, 10),
          cursor);
    }
  }

  @Test
  void changesWhatIsGivenAndNothingElse() {
    Conversation made =
        conversations.create(
            owner.id(),
            new ConversationSettings(
                "T", "m", "s", new Parameters(1.0, null, null, null, null, null)));
    assertEquals(
        Optional.of(made), conversations.change(owner.id(), made.id(), ConversationPatch.none()));
    Conversation changed =
        conversations
            .change(
                owner.id(),
                made.id(),
                new ConversationPatch(
                    Field.absent(),
                    Field.of(null),
                    Field.of("t"),
                    Field.of(new Parameters(null, 9, null, null, null, null)),
                    Field.of("[\"a\"]"),
                    Field.absent()))
            .orElseThrow();
    assertEquals("T", changed.title());
    assertNull(changed.model());
    assertEquals("t", changed.systemPrompt());
    assertEquals(new Parameters(null, 9, null, null, null, null), changed.parameters());
    assertTrue(changed.updatedAt().isAfter(made.updatedAt()));
    assertEquals(changed, owner.now(made));
  }

  @Test
  void showsTheNewestEndOfTheBranchThatIsChosen() {
    Conversation made = owner.conversation();
    StartedTurn first = owner.exchange(made, "one", "two");
    StartedTurn second = owner.exchange(made, "three", "four");
    StartedTurn again =
        owner.begin(made, new Turn.Regenerate(second.assistantMessage().id(), Options.NONE));
    owner.end(again, "five");
    StartedTurn root = owner.begin(made, new Turn.Send("six", null, true, Options.NONE));
    owner.end(root, "seven");
    assertEquals(again.assistantMessage().id(), show(made, first.userMessage().id()));
    assertEquals(again.assistantMessage().id(), show(made, second.userMessage().id()));
    assertEquals(second.assistantMessage().id(), show(made, second.assistantMessage().id()));
    assertEquals(root.assistantMessage().id(), show(made, root.userMessage().id()));
    assertThrows(NoSuchElementException.class, () -> show(made, "nowhere"));
    assertThrows(NoSuchElementException.class, () -> show(made, null));
  }

  @Test
  void isOnlyItsOwners() {
    Conversation made = owner.conversation();
    StartedTurn begun = owner.exchange(made, "one", "two");
    String other = Ids.next();
    assertEquals(Optional.empty(), conversations.find(other, made.id()));
    assertEquals(List.of(), conversations.messages(other, made.id()));
    assertEquals(Optional.empty(), conversations.message(other, begun.userMessage().id()));
    assertEquals(
        Optional.empty(),
        conversations.change(other, made.id(), ConversationPatch.titleTo("mine")));
    assertEquals(Optional.empty(), conversations.titled(other, made.id(), "mine"));
    assertFalse(conversations.delete(other, made.id()));
    assertEquals(List.of(), conversations.list(other, null, null, 10).items());
    assertEquals(2, owner.messages(made).size());
  }

  @Test
  void findsNothingByWhatIsNoId() {
    for (String id : List.of("", "\0", "a b", "x".repeat(65))) {
      assertEquals(Optional.empty(), conversations.find(owner.id(), id));
      assertEquals(List.of(), conversations.messages(owner.id(), id));
      assertEquals(List.of(), conversations.states(owner.id(), id));
      assertEquals(Optional.empty(), conversations.message(owner.id(), id));
    }
  }

  @Test
  void deletesItWithItsMessages() {
    Conversation made = owner.conversation();
    StartedTurn begun = owner.say(made, "one", Owner.key("k", "f"));
    assertTrue(conversations.delete(owner.id(), made.id()));
    assertFalse(conversations.delete(owner.id(), made.id()));
    assertEquals(Optional.empty(), conversations.message(owner.id(), begun.userMessage().id()));
    assertNull(owner.end(begun, "late"));
  }

  @Test
  void takesTheModelsTitleOnceAndNeverOverTheUsers() {
    Conversation made = owner.conversation();
    owner.exchange(made, "  Hello,\n\tmodel! " + "Tell me about it. ".repeat(9), "ok");
    assertEquals("Hello, model! Tell me about it. Tell me about it. Tell me", now(made));
    assertEquals("Chat", conversations.titled(owner.id(), made.id(), "Chat").orElseThrow().title());
    assertFalse(owner.say(made, "two").wantsTitle());
    assertEquals(Optional.empty(), conversations.titled(owner.id(), made.id(), "Other"));
    assertEquals("Chat", now(made));
    Conversation named = owner.titled("Mine");
    assertEquals(Optional.empty(), conversations.titled(owner.id(), named.id(), "Other"));
    assertEquals("Mine", now(named));
  }

  private String now(Conversation conversation) {
    return owner.now(conversation).title();
  }

  private String show(Conversation conversation, String messageId) {
    ConversationPatch change =
        new ConversationPatch(
            Field.absent(),
            Field.absent(),
            Field.absent(),
            Field.absent(),
            Field.absent(),
            Field.of(messageId));
    return conversations
        .change(owner.id(), conversation.id(), change)
        .orElseThrow()
        .activeMessageId();
  }

  private List<String> pages(int limit) {
    List<String> ids = new ArrayList<>();
    String after = null;
    do {
      Page<Conversation> page = conversations.list(owner.id(), null, after, limit);
      ids.addAll(ids(page));
      after = page.next();
    } while (after != null);
    return ids;
  }

  private static List<String> ids(Page<Conversation> page) {
    return page.items().stream().map(Conversation::id).toList();
  }
}
