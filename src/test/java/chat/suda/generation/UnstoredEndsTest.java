package chat.suda.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.suda.conversation.AnswerEnd;
import chat.suda.conversation.AnswerStore;
import chat.suda.conversation.Message;
import chat.suda.conversation.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UnstoredEndsTest {

  private final Database database = new Database();
  private final UnstoredEnds ends = new UnstoredEnds(database);

  /** Rejects everything while it is unavailable, and invalid ends always. */
  private static final class Database extends AnswerStore {

    private final List<String> stored = new ArrayList<>();
    private boolean away;
    private Set<String> disliked = Set.of();

    @Override
    public List<Message> saveEnds(List<End> ends) {
      if (away || disliked.contains(ends.get(0).messageId())) {
        throw new IllegalStateException("not now");
      }
      stored.add(ends.get(0).messageId() + " " + ends.get(0).how().content());
      return List.of();
    }

    @Override
    public List<Message> interrupt(List<String> ids) {
      if (away) {
        throw new IllegalStateException("not now");
      }
      stored.add(ids.get(0) + " interrupted");
      return List.of();
    }
  }

  @Test
  void storesThemOnceTheDatabaseIsBack() {
    database.away = true;
    ends.add(end("a"));
    ends.add(end("b"));
    ends.store();
    ends.store();
    assertEquals(List.of(), database.stored);
    database.away = false;
    ends.store();
    ends.store();
    assertEquals(List.of("a text", "b text"), database.stored);
  }

  @Test
  void interruptsWhatTheDatabaseNeverTakes() {
    database.disliked = Set.of("a");
    ends.add(end("a"));
    ends.add(end("b"));
    for (int i = 0; i < UnstoredEnds.MAX_ATTEMPTS; i++) {
      assertEquals(List.of(), database.stored);
      ends.store();
    }
    assertEquals(List.of("a interrupted", "b text"), database.stored);
  }

  @Test
  void storesWhatTheDatabaseDidNotTakeForAMoment() {
    database.disliked = Set.of("a");
    ends.add(end("a"));
    ends.store();
    database.disliked = Set.of();
    ends.store();
    assertEquals(List.of("a text"), database.stored);
  }

  private static AnswerStore.End end(String id) {
    return new AnswerStore.End(
        id, 1, new AnswerEnd(Status.FAILED, "text", null, null, null, null, null, List.of()));
  }
}
