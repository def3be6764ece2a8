package chat.suda.conversation;

import chat.suda.conversation.Turn.Options;
import chat.suda.database.Micros;
import chat.suda.stream.Ids;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * How long it takes to open, list, search, begin and end with 10,000 conversations and 100,000
 * messages of one user, one conversation of 1,000 among them, on H2 in a file and on PostgreSQL.
 */
public final class StoreBenchmark {

  private static final int CONVERSATIONS = 10_000;
  private static final int MESSAGES = 100_000;
  private static final int LONG = 1_000;
  private static final int ROUNDS = 100;
  private static final String OWNER = "owner";

  private final StoreFixture store;
  private final Random random = new Random(1);
  private final List<String> english = new ArrayList<>();
  private final List<String> korean = new ArrayList<>();

  private StoreBenchmark(StoreFixture store) {
    this.store = store;
    for (int i = 0; i < 5000; i++) {
      english.add(letters(3 + random.nextInt(8), "etaoinshrdlucmfwypvbgkjqxz"));
      korean.add(syllables(2 + random.nextInt(3)));
    }
  }

  public static void main(String[] arguments) throws Exception {
    Path file = Files.createTempDirectory("suda").resolve("db");
    run(StoreFixture.Kind.ECLIPSELINK_ON_H2, "jdbc:h2:file:" + file);
    System.out.printf("H2 file: %d MB%n", Files.size(Path.of(file + ".mv.db")) >> 20);
    run(StoreFixture.Kind.HIBERNATE_ON_POSTGRESQL, StoreFixture.Server.ONLY.url("benchmark"));
    // What PostgreSQL left running ends with the process.
    System.exit(0);
  }

  private static void run(StoreFixture.Kind kind, String url) throws Exception {
    System.out.println(kind);
    try (StoreFixture store =
        new StoreFixture(kind, url, Map.of("suda.max-history-chars", "200000"))) {
      new StoreBenchmark(store).run(url.contains("postgresql"));
    }
  }

  private void run(boolean postgresql) throws Exception {
    long start = System.nanoTime();
    String longest = fill();
    long filled = System.nanoTime();
    store.index.touch(OWNER);
    store.upkeep.orderTheIndex();
    System.out.printf(
        "fill %.1f s, index %.1f s%n", (filled - start) / 1e9, (System.nanoTime() - filled) / 1e9);
    if (postgresql) {
      print("vacuum analyze");
    }
    measure("open 1,000 messages", () -> open(longest));
    measure("list, first page of 50", () -> store.conversations.list(OWNER, null, null, 50));
    String deep = KeysetCursor.of(row(CONVERSATIONS / 2)).text();
    measure("list, page 100 of 200", () -> store.conversations.list(OWNER, null, deep, 50));
    String[] searches = {
      english.get(0),
      english.get(50),
      english.get(4000),
      english.get(4001) + " " + english.get(7),
      korean.get(0),
      korean.get(50),
      korean.get(4000),
      korean.get(300).substring(0, 2),
      korean.get(2000).substring(0, 1),
      "e",
      "needle",
      "바늘",
      "nothing like it",
      "대화 4711"
    };
    for (String q : searches) {
      int found = store.conversations.list(OWNER, q, null, 50).items().size();
      measure(
          "search \"" + q + "\" (" + found + " on the page)",
          () -> store.conversations.list(OWNER, q, null, 50));
    }
    Conversation made =
        store.conversations.create(OWNER, new ConversationSettings(null, null, null, null));
    measure("begin and end, short", () -> exchange(made.id()));
    measure("begin and end, after 1,000 messages", () -> exchange(longest));
    measure("begin alone", () -> begin(made.id()));
    grow();
    if (postgresql) {
      explain();
    }
  }

  private interface Task {
    Object run() throws Exception;
  }

  private static void measure(String what, Task task) throws Exception {
    double[] millis = new double[ROUNDS];
    for (int round = -20; round < ROUNDS; round++) {
      long start = System.nanoTime();
      task.run();
      if (round >= 0) {
        millis[round] = (System.nanoTime() - start) / 1e6;
      }
    }
    Arrays.sort(millis);
    System.out.printf(
        "%-50s median %7.2f ms, p95 %7.2f ms%n",
        what, millis[ROUNDS / 2], millis[ROUNDS * 95 / 100]);
  }

  private Object open(String id) {
    StringBuilder json = new StringBuilder();
    store.conversations.messages(OWNER, id).forEach(message -> json.append(message.json()));
    return json;
  }

  private Object exchange(String id) {
    StartedTurn begun = store.turns.begin(OWNER, id, say());
    return store.answers.saveEnd(begun.assistantMessage().id(), Owner.complete(text()));
  }

  private Object begin(String last) {
    Conversation made =
        store.conversations.create(OWNER, new ConversationSettings("t", null, null, null));
    return store.turns.begin(OWNER, made.id(), say());
  }

  private Turn say() {
    return new Turn.Send(
        text(), null, false, new Options(null, null, () -> "1-1", model -> true, Ids.next(), "f"));
  }

  /** A hundred answers' texts of 4,000 characters. */
  private void grow() throws Exception {
    List<AnswerProgress> texts = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Conversation made =
          store.conversations.create(OWNER, new ConversationSettings("t", null, null, null));
      String id = store.turns.begin(OWNER, made.id(), say()).assistantMessage().id();
      texts.add(new AnswerProgress(id, "x".repeat(4000), null, "1-2", 0));
    }
    measure(
        "100 growing answers of 4,000 characters",
        () -> {
          store.answers.saveProgress(texts);
          return null;
        });
  }

  private ConversationRow row(int index) throws Exception {
    try (Connection connection = store.dataSource.getConnection();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select id, updated_at from conversation where owner = 'owner'"
                    + " order by updated_at desc offset "
                    + index
                    + " fetch first 1 rows only")) {
      rows.next();
      ConversationRow row = ConversationRow.create(OWNER);
      row.id = rows.getString(1);
      row.updatedAt = rows.getLong(2);
      return row;
    }
  }

  private String fill() throws Exception {
    try (Connection connection = store.dataSource.getConnection()) {
      connection.setAutoCommit(false);
      String longest = null;
      int left = MESSAGES - LONG;
      for (int i = 0; i < CONVERSATIONS; i++) {
        int count = i == 5000 ? LONG : left / (CONVERSATIONS - i);
        left -= i == 5000 ? 0 : count;
        String id = conversation(connection, i, count);
        longest = i == 5000 ? id : longest;
      }
      connection.commit();
      return longest;
    }
  }

  private String conversation(Connection connection, int number, int count) throws SQLException {
    String id = Ids.next();
    long time = Micros.now() - (CONVERSATIONS - number) * 1_000_000L;
    String last = null;
    execute(
        connection,
        "insert into conversation (id, owner, title, named, message_count, created_at, updated_at)"
            + " values (?, ?, ?, true, ?, ?, ?)",
        id,
        OWNER,
        "대화 " + number,
        count,
        time,
        time);
    text(connection, Ids.next(), id, true, "대화 " + number);
    String insert =
        "insert into message (id, conversation_id, owner, parent_id, seq, role, status, content,"
            + " created_at) values (?, ?, ?, ?, ?, ?, 'COMPLETE', ?, ?)";
    try (PreparedStatement messages = connection.prepareStatement(insert)) {
      for (int i = 1; i <= count; i++) {
        String message = Ids.next();
        String content = text() + (number % 1000 == 7 && i == 2 ? " a Needle, 바늘입니다" : "");
        set(
            messages,
            message,
            id,
            OWNER,
            last,
            i,
            i % 2 == 1 ? "USER" : "ASSISTANT",
            content,
            time);
        messages.addBatch();
        text(connection, message, id, false, TextNormalizer.folded(content));
        last = message;
      }
      messages.executeBatch();
    }
    execute(connection, "update conversation set active_message_id = ? where id = ?", last, id);
    return id;
  }

  private static void text(
      Connection connection, String id, String conversation, boolean title, String folded)
      throws SQLException {
    execute(
        connection,
        "insert into search_text (id, conversation_id, owner, title, folded, place)"
            + " values (?, ?, ?, ?, ?, -1)",
        id,
        conversation,
        OWNER,
        title,
        folded);
  }

  private static void execute(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      set(statement, values);
      statement.executeUpdate();
    }
  }

  private static void set(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  /** About 500 characters, every third text Korean, frequent words and rare ones as in life. */
  private String text() {
    List<String> words = random.nextInt(3) == 0 ? korean : english;
    StringBuilder out = new StringBuilder();
    int length = 100 + random.nextInt(800);
    while (out.length() < length) {
      int rank = (int) Math.pow(words.size(), random.nextDouble()) - 1;
      out.append(words.get(rank)).append(' ');
    }
    return out.toString();
  }

  private String letters(int length, String alphabet) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < length; i++) {
      double skewed = Math.pow(random.nextDouble(), 2);
      out.append(alphabet.charAt((int) (skewed * alphabet.length())));
    }
    return out.toString();
  }

  private String syllables(int length) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < length; i++) {
      out.append((char) (0xAC00 + (int) (Math.pow(random.nextDouble(), 3) * 11172)));
    }
    return out.toString();
  }

  private void explain() throws SQLException {
    print(
        "explain (analyze, costs off) select * from conversation c where c.owner = 'owner'"
            + " and c.updated_at <= 9e18::bigint and (c.updated_at < 9e18::bigint or c.id < '')"
            + " order by c.updated_at desc, c.id desc limit 51");
    String word = english.get(4000);
    List<String> buckets = new ArrayList<>();
    for (int i = 0; i < word.length() - 2; i++) {
      long gram = Postings.gram(word.charAt(i), word.charAt(i + 1), word.charAt(i + 2));
      buckets.add(Integer.toString(Postings.bucket(gram)));
    }
    print(
        "explain (analyze, costs off) select p.segment, p.bucket, p.texts from search_segment s,"
            + " search_posting p where p.segment = s.id and s.owner = 'owner' and p.bucket in ("
            + String.join(",", buckets)
            + ")");
    print(
        "explain (analyze, costs off) select distinct c.updated_at, c.id from search_text t,"
            + " conversation c where c.id = t.conversation_id and t.owner = 'owner' and t.place in"
            + " (select place from search_text where owner = 'owner' and place >= 0 limit 200)"
            + " and t.folded like '%"
            + word
            + "%' escape '!' and c.updated_at <= 9e18::bigint");
    print(
        "select relname, pg_size_pretty(pg_total_relation_size(oid)) from pg_class"
            + " where relname in ('message','conversation','search_text','search_posting')");
  }

  private void print(String sql) throws SQLException {
    try (Connection connection = store.dataSource.getConnection();
        var statement = connection.createStatement()) {
      if (statement.execute(sql)) {
        try (var rows = statement.getResultSet()) {
          int columns = rows.getMetaData().getColumnCount();
          while (rows.next()) {
            System.out.println(rows.getString(1) + (columns > 1 ? " " + rows.getString(2) : ""));
          }
        }
      }
    }
  }
}
