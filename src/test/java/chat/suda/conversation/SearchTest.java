package chat.suda.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(StoreFixture.Kind.class)
class SearchTest {

  private static final String[] WORDS = {
    "Quick",
    "brown",
    "Fox",
    "수다를",
    "떨자",
    "대화가",
    "필요해",
    "ÄRGER",
    "100%",
    "a_b",
    "!",
    "😀",
    "quicksort"
  };

  @Parameter StoreFixture.Kind kind;
  private Owner owner;

  @BeforeEach
  void anew() {
    owner = Owner.of(kind);
  }

  @Test
  void findsTitlesAndMessagesWhateverTheirCase() {
    Conversation titled = owner.titled("Über KÄSE 수다");
    Conversation told = owner.conversation();
    owner.exchange(told, "What is Quicksort?", "빠른 정렬입니다. 100%_sure!");
    Owner other = Owner.of(kind);
    other.exchange(other.titled("Käse"), "quicksort", "수다");
    for (String q : List.of("käse", "über k", "수", "수다", "Ä", "e 수다", "ÜBER KÄSE 수다")) {
      assertEquals(List.of(titled.id()), find(q), q);
    }
    for (String q : List.of("QUICKSORT", "빠른", "른 정렬입", "0%_s", "!", "%", "_", "is q", "?")) {
      assertEquals(List.of(told.id()), find(q), q);
    }
    for (String q : List.of("quicksorts", "수다떨", "%s", "\\", "i_ q", "'", "\u0000")) {
      assertEquals(List.of(), find(q), q);
    }
    assertEquals(List.of(told.id(), titled.id()), find(" "));
    assertEquals(List.of(titled.id()), find(Normalizer.normalize("수다", Normalizer.Form.NFD)));
  }

  @Test
  void findsByTheTitleAsItIsNowAndNothingThatIsDeleted() {
    Conversation made = owner.titled("Before");
    StartedTurn begun = owner.say(made, "one");
    owner
        .store()
        .answers
        .saveProgress(
            List.of(new AnswerProgress(begun.assistantMessage().id(), "partial", null, "1", 0)));
    assertEquals(List.of(), find("partial"));
    owner.store().conversations.change(owner.id(), made.id(), ConversationPatch.titleTo("After"));
    assertEquals(List.of(), find("before"));
    assertEquals(List.of(made.id()), find("after"));
    owner.store().conversations.delete(owner.id(), made.id());
    assertEquals(List.of(), find("after"));
  }

  @Test
  void findsTheSameByTheIndexAsByReadingEverything() throws Exception {
    Random random = new Random(7);
    Map<String, String> said = new TreeMap<>();
    List<Conversation> all = new ArrayList<>();
    for (int i = 0; i < 260; i++) {
      Conversation made = owner.titled(words(random));
      String question = words(random);
      String answer = words(random);
      owner.exchange(made, question, answer);
      all.add(0, made);
      said.put(made.id(), fold(made.title() + "\n" + question + "\n" + answer));
    }
    owner.store().upkeep.orderTheIndex();
    assertEquals(1, segments());
    compare(said, all, random);
    for (int i = 0; i < 20; i++) {
      Conversation gone = all.remove(random.nextInt(all.size()));
      said.remove(gone.id());
      owner.store().conversations.delete(owner.id(), gone.id());
    }
    compare(said, all, random);
    owner.store().upkeep.orderTheIndex();
    assertEquals(1, segments());
    compare(said, all, random);
    assertEquals(0, count("search_segment where stale = true"));
  }

  private void compare(Map<String, String> said, List<Conversation> all, Random random) {
    for (int i = 0; i < 30; i++) {
      String text = words(random);
      int from = random.nextInt(text.length());
      String q = text.substring(from, Math.min(text.length(), from + 1 + random.nextInt(12)));
      if (q.isBlank() || fold(q).contains("\uFFFD")) {
        continue;
      }
      List<String> expected =
          all.stream()
              .map(Conversation::id)
              .filter(id -> said.get(id).contains(fold(q.strip())))
              .toList();
      assertEquals(expected, find(q), q);
    }
    assertTrue(find("o").size() > 50);
  }

  private static String fold(String text) {
    return TextNormalizer.folded(text);
  }

  private static String words(Random random) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      out.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(4) == 0 ? "" : " ");
    }
    return out.append(random.nextInt(50)).toString();
  }

  private List<String> find(String q) {
    List<String> ids = new ArrayList<>();
    String after = null;
    do {
      Page<Conversation> page = owner.store().conversations.list(owner.id(), q, after, 7);
      page.items().forEach(found -> ids.add(found.id()));
      after = page.next();
    } while (after != null);
    return ids;
  }

  private long segments() throws Exception {
    return count("search_segment where owner = '" + owner.id() + "'");
  }

  private long count(String from) throws Exception {
    try (var connection = owner.store().dataSource.getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select count(*) from " + from)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
