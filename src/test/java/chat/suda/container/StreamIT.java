package chat.suda.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.container.CutClient.Connection;
import chat.suda.container.CutClient.Cut;
import chat.suda.upstream.FakeUpstream;
import chat.suda.upstream.Sse;
import chat.suda.upstream.UpstreamExchange;
import chat.suda.upstream.UpstreamScript;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The guarantee on a real server, over bare sockets: a stream never loses, duplicates or reorders a
 * token, however its clients disconnect, stall or stop it.
 */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class StreamIT {

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "stream-it");
            thread.setDaemon(true);
            return thread;
          });
  private static FakeUpstream upstream;
  private static int sessions;

  @ArquillianResource URL base;

  @Deployment(testable = false)
  static WebArchive war() {
    return Deployments.builtWar();
  }

  @BeforeAll
  static void startUpstream() {
    upstream = FakeUpstream.start(Integer.getInteger("test.upstream.port"));
    SeedSession.serve(upstream);
  }

  @AfterAll
  static void stopUpstream() {
    upstream.close();
    THREADS.shutdownNow();
  }

  @Test
  void losesAndDoublesNothingWhereverClientsAreCutWhileTwentyAnswersGrow() throws Exception {
    List<CutRun> runs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      runs.add(new CutRun(chat(), i, 20));
    }
    List<Callable<Void>> clients = new ArrayList<>();
    for (CutRun run : runs) {
      clients.addAll(run.clients());
    }
    runAll(clients);
    runAll(runs.stream().map(run -> (Callable<Void>) run::cutReplay).toList());
    long cuts = 0;
    long events = 0;
    long lost = 0;
    long doubled = 0;
    int ended = 0;
    List<String> problems = new ArrayList<>();
    for (CutRun run : runs) {
      cuts += run.cuts();
      ended += run.endedByServer();
      for (CutClient client : run.cutClients()) {
        events += client.proof().events();
        lost += client.proof().lost();
        doubled += client.proof().doubled();
        problems.addAll(client.proof().problems());
      }
    }
    print("cuts=%d events=%d lost=%d doubled=%d", cuts, events, lost, doubled);
    assertEquals(0, lost, () -> problems.toString());
    assertEquals(0, doubled, () -> problems.toString());
    assertEquals(0, ended, "streams that the server has ended");
    for (CutRun run : runs) {
      run.assertWhole();
    }
  }

  @Test
  void resetsRightAfterReadyWhereACursorIsNotKnown() throws Exception {
    SeedSession chat = chat();
    CutClient client = chat.client();
    String own = answered(chat, client);
    SeedSession other = chat();
    String foreign = answered(other, other.client());
    String future = own.replaceFirst("[0-9]+$", "") + "999999";
    List<String> unknown =
        List.of(
            "nonsense",
            "-",
            "0",
            own + "x",
            "0" + own,
            own + "," + own,
            foreign,
            future,
            own.toUpperCase() + own,
            "9".repeat(64),
            "x".repeat(5000),
            "%EC%BB%A4%zz%00",
            "<script>'\"\\%00");
    for (String cursor : unknown) {
      try (Connection connection = client.connectAt(cursor)) {
        connection.await("reset");
        assertEquals(List.of("ready", "reset"), connection.types, cursor);
        assertEquals(own, client.cursor(), "goes on from the head");
      }
    }
    // A server may refuse it by itself, but must not treat it as a missing cursor.
    for (String cursor : List.of("x".repeat(10_000), latin("커서😀"), "\u00e9\u00ff", "a\u0001b")) {
      assertResetOrRefused(client.connectAt(cursor));
    }
    for (String query : List.of("nonsense", "%EC%BB%A4", "%FF%FE", "%00", "x".repeat(5000))) {
      try (Connection connection = client(chat, query).connect()) {
        connection.await("reset");
        assertEquals(List.of("ready", "reset"), connection.types, query);
      }
    }
    for (String query : List.of("%zz", "%", "%E", "x".repeat(10_000))) {
      assertResetOrRefused(client(chat, query).connect());
    }
  }

  private static void assertResetOrRefused(Connection connection) throws Exception {
    try (connection) {
      connection.readUntil(() -> connection.types.contains("reset"));
      assertTrue(connection.types.contains("reset") || connection.status() == 400);
    }
  }

  @Test
  void theHeadersCursorWinsOverTheQuerys() throws Exception {
    SeedSession chat = chat();
    CutClient client = chat.client();
    String cursor = answered(chat, client);
    CutClient both = client(chat, "nonsense");
    try (Connection connection = both.connectAt(cursor)) {
      connection.await("ready");
      SeedSession.Asked asked = chat.ask(UpstreamScript.answer("a", "b"));
      connection.awaitEnd();
      asked.assertAnswered();
      assertFalse(connection.types.contains("reset"), connection.types.toString());
      assertEquals("ab", both.proof().last().text.toString());
    }
  }

  @Test
  void resetsWhereTheLogHasBeenTrimmedSinceTheCursor() throws Exception {
    SeedSession chat = chat();
    CutClient client = chat.client();
    answered(chat, client);
    String kept = client.cursor();
    // More than suda.log.bytes, without a reader.
    String large = Sse.content("x".repeat(64 * 1024));
    chat.ask(
            exchange -> {
              for (int i = 0; i < 80; i++) {
                exchange.send(large);
              }
              SeedSession.finish(exchange);
            })
        .assertAnswered();
    try (Connection connection = client.connectAt(kept)) {
      connection.await("reset");
      assertEquals(List.of("ready", "reset"), connection.types);
      assertNotEquals(kept, client.cursor());
      SeedSession.Asked asked = chat.ask(UpstreamScript.answer("live", " again"));
      connection.awaitAnswer(2, 0);
      connection.awaitEnd();
      asked.assertAnswered();
      assertEquals("live again", client.proof().last().text.toString());
      assertProven(client);
    }
  }

  @Test
  void disconnectingIsNotStopping() throws Exception {
    SeedSession chat = chat();
    List<CutClient> clients = List.of(chat.client(), chat.client());
    for (CutClient client : clients) {
      readyThenCut(client, Cut.FIN);
    }
    CompletableFuture<UpstreamExchange> asked = new CompletableFuture<>();
    Socket poster = post(chat, chat.question(UpstreamScript.opened(), asked));
    UpstreamExchange exchange = asked.get(10, TimeUnit.SECONDS);
    List<Connection> connections = new ArrayList<>();
    for (CutClient client : clients) {
      connections.add(client.connect());
    }
    exchange.send(Sse.content("first "));
    for (Connection connection : connections) {
      connection.await("text");
    }
    connections.get(0).cut(Cut.FIN);
    connections.get(1).cut(Cut.RST);
    poster.setSoLinger(true, 0);
    poster.close();
    // Longer than two heartbeats, by which the server has noticed.
    String expected = "first ";
    long noticed = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2500);
    for (int i = 0; System.nanoTime() < noticed; i++) {
      exchange.send(Sse.content(i + " "));
      expected += i + " ";
      assertStaysOpen(exchange, 100);
    }
    CutClient back = clients.get(0);
    try (Connection connection = back.connect()) {
      String soFar = expected;
      connection.await(() -> back.proof().last().text.length() == soFar.length());
      exchange.send(Sse.content("last"));
      SeedSession.finish(exchange);
      connection.awaitEnd();
    }
    try (Connection connection = clients.get(1).connect()) {
      connection.awaitEnd();
    }
    for (CutClient client : clients) {
      assertEquals(expected + "last", client.proof().last().text.toString());
      assertEquals("stop", client.proof().last().end.getString("finishReason"));
      assertProven(client);
    }
  }

  @ParameterizedTest
  @EnumSource(Cut.class)
  void aQuestionInTheReconnectGapIsAnsweredAndFoundByTheCursor(Cut how) throws Exception {
    SeedSession chat = chat();
    CutClient client = chat.client();
    readyThenCut(client, how);
    chat.ask(UpstreamScript.answer("nobody ", "was ", "there")).assertAnswered();
    chat.ask(UpstreamScript.answer("again")).assertAnswered();
    try (Connection connection = client.connect()) {
      connection.awaitAnswer(2, 0);
      connection.awaitEnd();
      assertFalse(connection.types.contains("reset"));
    }
    List<String> texts =
        client.proof().answers().values().stream().map(seen -> seen.text.toString()).toList();
    assertEquals(List.of("nobody was there", "again"), texts);
    assertProven(client);
  }

  @Test
  void clientsThatNeverReadAreGivenUpAndNobodyElseFeelsThem() throws Exception {
    ScheduledExecutorService pacer = Executors.newSingleThreadScheduledExecutor();
    List<PacedClient> paced = new ArrayList<>();
    StuckClients stuck = new StuckClients(base.getPort(), 15);
    try {
      for (int i = 0; i < 50; i++) {
        paced.add(new PacedClient(chat()));
      }
      runAll(paced.stream().map(client -> (Callable<Void>) client::start).toList());
      pacer.scheduleAtFixedRate(
          () -> paced.forEach(PacedClient::sendToken), 0, 200, TimeUnit.MILLISECONDS);
      List<Callable<Void>> readers = new ArrayList<>();
      paced.forEach(client -> readers.add(client::readToTheEnd));
      readers.add(
          () -> {
            for (int i = 0; i < 200; i++) {
              stuck.add(chat());
            }
            stuck.awaitGivenUp();
            paced.forEach(PacedClient::finish);
            return null;
          });
      runAll(readers);
      long latest = paced.stream().mapToLong(PacedClient::latestNanos).max().orElseThrow();
      int tokens = paced.stream().mapToInt(PacedClient::tokens).sum();
      print(
          "200 stuck: %d seen to be given up after %d to %d ms",
          stuck.millis().getCount(), stuck.millis().getMin(), stuck.millis().getMax());
      print(
          "50 beside them: %d tokens, the latest after %d ms",
          tokens, TimeUnit.NANOSECONDS.toMillis(latest));
      stuck.assertClosedByServer();
      print(
          "200 stuck: given up after %d to %d KiB",
          stuck.bytes().getMin() >> 10, stuck.bytes().getMax() >> 10);
      assertTrue(latest < TimeUnit.SECONDS.toNanos(2), "late by " + latest + " ns");
      for (PacedClient client : paced) {
        assertProven(client.client());
      }
      SeedSession after = chat();
      answered(after, after.client());
    } finally {
      pacer.shutdownNow();
      stuck.close();
    }
  }

  /** When an answer is stopped. */
  enum Moment {
    BEFORE_THE_HEAD,
    BEFORE_THE_FIRST_TOKEN,
    MID_ANSWER
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  void stopIsTrueWhenItIsAnsweredAndSaysTheSameAgain(Moment moment) throws Exception {
    SeedSession chat = chat();
    CutClient client = chat.client();
    try (Connection connection = client.connect()) {
      connection.await("ready");
      for (int round = 1; round <= 10; round++) {
        int answers = round;
        SeedSession.Asked asked =
            chat.ask(
                moment == Moment.BEFORE_THE_HEAD
                    ? UpstreamScript.manual()
                    : UpstreamScript.opened());
        UpstreamExchange exchange = asked.upstream();
        if (moment == Moment.MID_ANSWER) {
          exchange.send(Sse.content("부분 😀"));
        }
        connection.awaitAnswer(answers, moment == Moment.MID_ANSWER ? 1 : 0);
        String id = client.proof().lastId();
        // Two at once, by turns with two after each other.
        CompletableFuture<JsonObject> one = chat.stop(id);
        if (round % 2 == 0) {
          one.get(10, TimeUnit.SECONDS);
        }
        JsonObject again = chat.stop(id).get(10, TimeUnit.SECONDS);
        JsonObject stopped = one.get(10, TimeUnit.SECONDS);
        exchange.closedByPeer().get(1, TimeUnit.SECONDS);
        assertEquals(stopped, again);
        assertEquals("stopped", stopped.getString("state"));
        assertTrue(stopped.getBoolean("upstreamClosed"));
        connection.awaitEnd();
        JsonObject done = client.proof().last().end;
        assertEquals("done", done.getString("type"));
        assertEquals("stopped", done.getString("finishReason"));
        assertEquals(client.proof().last().text.length(), stopped.getInt("length"));
        asked.assertAnswered();
      }
      assertProven(client);
    }
  }

  @Test
  void stopAfterTheEndTellsTheEnd() throws Exception {
    SeedSession chat = chat();
    CutClient client = chat.client();
    answered(chat, client);
    for (int i = 0; i < 2; i++) {
      JsonObject stopped = chat.stop(client.proof().lastId()).get(10, TimeUnit.SECONDS);
      assertEquals("complete", stopped.getString("state"));
      assertEquals(client.proof().last().text.length(), stopped.getInt("length"));
    }
    assertProven(client);
  }

  @Test
  void aStopThatRacesTheEndTellsTheOneThatWon() throws Exception {
    SeedSession chat = chat();
    CutClient client = chat.client();
    int stoppedRounds = 0;
    try (Connection connection = client.connect()) {
      connection.await("ready");
      for (int round = 1; round <= 200; round++) {
        int answers = round;
        SeedSession.Asked asked = chat.ask(UpstreamScript.opened());
        UpstreamExchange exchange = asked.upstream();
        exchange.send(Sse.content("begun, "));
        connection.awaitAnswer(answers, 1);
        CyclicBarrier together = new CyclicBarrier(2);
        // The stop goes the longer way; give or take, so that each wins some.
        long head = TimeUnit.MICROSECONDS.toNanos(round % 20 * 150L);
        Future<Void> ending =
            THREADS.submit(
                () -> {
                  together.await();
                  LockSupport.parkNanos(head);
                  try {
                    exchange.send(Sse.content("ended"));
                    SeedSession.finish(exchange);
                  } catch (IOException e) {
                    // The stop was first.
                  }
                  return null;
                });
        together.await(10, TimeUnit.SECONDS);
        JsonObject stopped = chat.stop(client.proof().lastId()).get(10, TimeUnit.SECONDS);
        ending.get(10, TimeUnit.SECONDS);
        asked.assertAnswered();
        connection.awaitEnd();
        AnswerVerifier.Seen seen = client.proof().last();
        assertEquals("done", seen.end.getString("type"));
        boolean won = seen.end.getString("finishReason").equals("stopped");
        assertEquals(won ? "stopped" : "complete", stopped.getString("state"));
        assertEquals(seen.text.length(), stopped.getInt("length"));
        assertEquals(
            stopped, chat.stop(client.proof().lastId()).get(10, TimeUnit.SECONDS), "again");
        stoppedRounds += won ? 1 : 0;
      }
    }
    print("stop raced done 200 times: %d stopped, %d complete", stoppedRounds, 200 - stoppedRounds);
    assertEquals(200, client.proof().answers().size());
    assertProven(client);
  }

  @Test
  void stopClosesTheUpstreamConnectionAtOnce() throws Exception {
    SeedSession chat = chat();
    CutClient client = chat.client();
    try (Connection connection = client.connect()) {
      connection.await("ready");
      for (int i = 0; i < 100; i++) {
        int answers = i + 1;
        SeedSession.Asked asked = chat.ask(UpstreamScript.opened());
        UpstreamExchange exchange = asked.upstream();
        exchange.send(Sse.content("and so on "));
        connection.awaitAnswer(answers, 1);
        CompletableFuture<JsonObject> stopped = chat.stop(client.proof().lastId());
        exchange.closedByPeer().get(10, TimeUnit.SECONDS);
        stopped.get(10, TimeUnit.SECONDS);
        asked.assertAnswered();
        connection.awaitEnd();
      }
    }
    assertProven(client);
  }

  private synchronized SeedSession chat() throws Exception {
    return new SeedSession(base.toURI(), "stream-" + ++sessions);
  }

  /** A client whose URL has a cursor, sent as it is. */
  private static CutClient client(SeedSession chat, String lastEventId) {
    return new CutClient(chat.stream(), "&lastEventId=" + lastEventId);
  }

  /** Has one answer streamed, and returns the cursor after it. */
  private static String answered(SeedSession chat, CutClient client) throws Exception {
    try (Connection connection = client.connect()) {
      connection.await("ready");
      SeedSession.Asked asked = chat.ask(UpstreamScript.answer("one ", "two"));
      connection.awaitEnd();
      asked.assertAnswered();
    }
    return client.cursor();
  }

  private static void readyThenCut(CutClient client, Cut how) throws Exception {
    Connection connection = client.connect();
    connection.await("ready");
    connection.cut(how);
  }

  private static void assertProven(CutClient client) {
    assertEquals(List.of(), client.proof().problems());
    client.proof().answers().values().forEach(seen -> assertEquals(1, seen.ends));
  }

  /** Waits that long for what must not come. */
  private static void assertStaysOpen(UpstreamExchange exchange, long millis) throws Exception {
    try {
      exchange.closedByPeer().get(millis, TimeUnit.MILLISECONDS);
      throw new AssertionError("the upstream connection was closed");
    } catch (java.util.concurrent.TimeoutException e) {
      // As it should be.
    }
  }

  /** A POST on a socket of its own, so that it can be cut off. */
  private static Socket post(SeedSession chat, String body) throws Exception {
    URI uri = chat.stream();
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(uri.getRawPath(), uri.getAuthority(), bytes.length);
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(bytes);
    return socket;
  }

  private static String latin(String utf8) {
    return new String(utf8.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static void runAll(List<Callable<Void>> tasks) throws Exception {
    for (Future<Void> done : THREADS.invokeAll(tasks, 180, TimeUnit.SECONDS)) {
      done.get();
    }
  }

  private static void print(String format, Object... values) {
    String server = System.getProperty("arquillian.launch");
    System.out.println("[" + server + "] " + format.formatted(values));
  }
}
