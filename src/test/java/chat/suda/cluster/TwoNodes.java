package chat.suda.cluster;

import chat.suda.browser.SudaProcess;
import chat.suda.upstream.FakeUpstream;
import chat.suda.upstream.Request;
import chat.suda.upstream.UpstreamScript;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Two nodes, their database, and a counting model, all as real processes. */
final class TwoNodes implements AutoCloseable {

  private final SudaProcess[] nodes = new SudaProcess[2];
  private final EmbeddedPostgres postgres;
  private final FakeUpstream upstream = FakeUpstream.start();
  private final IntFunction<String> redis;
  private final List<String> settings;
  private final TcpProxy balancer;
  private final AtomicInteger turns = new AtomicInteger();

  /**
   * @param redis which one is a node's, by its number
   * @param settings as they are for both, beside the usual ones
   */
  TwoNodes(IntFunction<String> redis, String... settings) throws Exception {
    this.redis = redis;
    this.settings = List.of(settings);
    postgres = EmbeddedPostgres.builder().start();
    balancer = new TcpProxy(() -> nodes[turns.getAndIncrement() % nodes.length].base().getPort());
    answer(100, 20);
    start(0);
    start(1);
  }

  /** From now on the model answers with that many tokens, with that pause in ms before each. */
  void answer(int tokens, long pause) {
    upstream.onRequest(request -> script(request, tokens, pause));
  }

  /** Likewise for one request, which may be one to go on with an answer. */
  static UpstreamScript script(Request request, int tokens, long pause) {
    return request.streams()
        ? UpstreamScript.answer(pause, tokens(tokens).subList(begun(request), tokens))
        : UpstreamScript.completion("A title");
  }

  /** The number of tokens of the answer to be continued. */
  private static int begun(Request request) {
    JsonArray messages =
        Json.createReader(new StringReader(request.body())).readObject().getJsonArray("messages");
    JsonObject last = messages.getJsonObject(messages.size() - 1);
    return last.getBoolean("prefix", false) ? last.getString("content").split(" ").length : 0;
  }

  private static List<String> tokens(int count) {
    return IntStream.range(0, count).mapToObj(i -> i + " ").toList();
  }

  /** The model's full text. */
  static String text(int tokens) {
    return String.join("", tokens(tokens));
  }

  /** A load balancer in front of the nodes: connections alternate between them. */
  URI balancer() {
    return URI.create("http://localhost:" + balancer.port() + "/");
  }

  FakeUpstream upstream() {
    return upstream;
  }

  URI base(int node) {
    return nodes[node].base();
  }

  /**
   * Starts the node, or restarts it, and waits until it is ready. The first one can continue an
   * answer, the other restarts it.
   */
  void start(int node) throws Exception {
    if (nodes[node] != null) {
      nodes[node].kill();
    }
    List<String> all =
        new ArrayList<>(
            List.of(
                "openai.base-url=" + upstream.baseUrl(),
                "openai.api-key=test",
                "openai.continuation=" + (node == 0 ? "prefix" : "none"),
                "suda.redis.url=" + redis.apply(node),
                "suda.db.url=" + database(),
                "suda.db.user=postgres",
                "suda.db.password=postgres",
                "suda.retry=300"));
    all.addAll(settings);
    nodes[node] = SudaProcess.start(all.toArray(String[]::new));
  }

  /** Starts the node where it was, and waits until it serves. */
  void startAgain(int node) throws Exception {
    nodes[node] = nodes[node].again();
  }

  /** As if the machine were lost. */
  void kill(int node) {
    nodes[node].kill();
  }

  /** As an operator does. */
  void end(int node) {
    nodes[node].stop();
  }

  /** Stops or continues its process: {@code STOP} or {@code CONT}. */
  void signal(int node, String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(nodes[node].process().pid()))
        .start()
        .waitFor(10, TimeUnit.SECONDS);
  }

  /** The tables that contain this text. */
  List<String> tablesWith(String text) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection database = DriverManager.getConnection(database());
        ResultSet tables =
            database.getMetaData().getTables(null, "public", null, new String[] {"TABLE"})) {
      while (tables.next()) {
        String table = tables.getString("TABLE_NAME");
        String query = "SELECT 1 FROM %s t WHERE position(? IN t::text) > 0".formatted(table);
        try (PreparedStatement statement = database.prepareStatement(query)) {
          statement.setString(1, text);
          if (statement.executeQuery().next()) {
            found.add(table);
          }
        }
      }
    }
    return found;
  }

  private String database() {
    return postgres.getJdbcUrl("postgres", "postgres");
  }

  @Override
  public void close() throws IOException {
    for (SudaProcess node : nodes) {
      if (node != null) {
        node.close();
      }
    }
    balancer.close();
    postgres.close();
    upstream.close();
  }
}
