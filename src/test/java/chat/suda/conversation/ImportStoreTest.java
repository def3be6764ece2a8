package chat.suda.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.conversation.imports.ImportedConversation;
import chat.suda.conversation.imports.ImportedMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(StoreFixture.Kind.class)
class ImportStoreTest {

  private static final int CONVERSATIONS = 60;
  private static final int AT_ONCE = 3;
  private static final int BATCH = 20;

  @Parameter StoreFixture.Kind kind;
  private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void theSameAtOnceIsThereOnceAndNoneOfThemFails() throws Exception {
    Owner owner = Owner.of(kind);
    CyclicBarrier start = new CyclicBarrier(AT_ONCE);
    Callable<Integer> run =
        () -> {
          start.await(10, TimeUnit.SECONDS);
          int kept = 0;
          for (int i = 0; i < CONVERSATIONS; i += BATCH) {
            kept += isKept(owner, conversations(i)) ? BATCH : 0;
          }
          return kept;
        };
    List<Future<Integer>> all = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      all.add(threads.submit(run));
    }
    for (Future<Integer> one : all) {
      assertEquals(CONVERSATIONS, one.get(60, TimeUnit.SECONDS));
    }
    assertEquals(
        CONVERSATIONS,
        owner.store().conversations.list(owner.id(), null, null, 100).items().size());
  }

  @Test
  void findsWhatFillsSegmentsOfTheIndexAndWhatIsLeft() throws Exception {
    Owner owner = Owner.of(kind);
    assertTrue(owner.store().imports.missing(owner.id(), List.of()).isEmpty());
    List<ImportedConversation> some =
        IntStream.range(0, 100).mapToObj(ImportStoreTest::conversation).toList();
    owner.store().imports.add(owner.id(), some, Map.of());
    assertEquals(100, found(owner, "text 3"));
    assertEquals(1, found(owner, "title 42"));
    owner.store().upkeep.orderTheIndex();
    assertEquals(100, found(owner, "text 3"));
  }

  @Test
  void whatHasGrownElsewhereGetsWhatIsNew() throws Exception {
    Owner owner = Owner.of(kind);
    ImportStore imports = owner.store().imports;
    ImportedConversation whole = conversation(1);
    ImportedConversation before = with(whole, whole.messages().subList(0, 3));
    assertTrue(isKept(owner, List.of(before)));
    assertTrue(imports.missing(owner.id(), List.of(before)).isEmpty());

    assertEquals(List.of(whole), List.copyOf(imports.missing(owner.id(), List.of(whole))));
    assertTrue(isKept(owner, List.of(whole)));
    // An older one changes nothing.
    assertTrue(isKept(owner, List.of(before)));
    List<Message> messages = messages(owner);
    assertEquals(
        IntStream.range(0, 6).mapToObj(at -> "text " + at).toList(),
        messages.stream().map(Message::content).toList());
    for (int i = 1; i < 6; i++) {
      assertEquals(messages.get(i - 1).id(), messages.get(i).parentId());
    }
    Conversation conversation =
        owner.store().conversations.list(owner.id(), null, null, 2).items().get(0);
    assertEquals(messages.get(5).id(), conversation.activeMessageId());
    assertEquals(1, found(owner, "text 5"));
  }

  private static List<Message> messages(Owner owner) {
    String id = owner.store().conversations.list(owner.id(), null, null, 2).items().get(0).id();
    return owner.store().conversations.messages(owner.id(), id);
  }

  private static ImportedConversation with(
      ImportedConversation all, List<ImportedMessage> messages) {
    return new ImportedConversation(
        all.key(), all.title(), null, null, Map.of(), null, null, null, null, messages);
  }

  private static int found(Owner owner, String q) {
    return owner.store().conversations.list(owner.id(), q, null, 200).items().size();
  }

  /** If two transactions store the same conversation, one may fail; then it exists. */
  private static boolean isKept(Owner owner, List<ImportedConversation> some) throws Exception {
    ImportStore imports = owner.store().imports;
    try {
      imports.add(owner.id(), imports.missing(owner.id(), some), Map.of());
    } catch (RuntimeException e) {
      // It is checked again.
    }
    return imports.missing(owner.id(), some).isEmpty();
  }

  /** Each caller's in another order. */
  private static List<ImportedConversation> conversations(int from) {
    List<ImportedConversation> some =
        new ArrayList<>(
            IntStream.range(from, from + BATCH).mapToObj(ImportStoreTest::conversation).toList());
    Collections.shuffle(some);
    return some;
  }

  private static ImportedConversation conversation(int number) {
    List<ImportedMessage> messages =
        IntStream.range(0, 6)
            .mapToObj(
                at ->
                    new ImportedMessage(
                        "m" + at,
                        at == 0 ? null : "m" + (at - 1),
                        at % 2 == 0,
                        "text " + at,
                        null,
                        null,
                        null,
                        List.of(),
                        Map.of()))
            .toList();
    return new ImportedConversation(
        "test " + number,
        "title " + number,
        null,
        null,
        Map.of(),
        null,
        null,
        null,
        null,
        messages);
  }
}
