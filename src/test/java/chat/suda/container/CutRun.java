package chat.suda.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.suda.container.CutClient.Connection;
import chat.suda.container.CutClient.Cut;
import chat.suda.upstream.Sse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One answer of one session while its clients are cut: two at every n-th byte of the response, by
 * FIN and by RST, one at every event, and one never. The model goes on when the clients that are
 * cut have come near, so that they are cut while events are being appended.
 */
final class CutRun {

  private static final int TOKENS = 40;
  private static final int AHEAD = 2;
  private static final long MAX_PAUSE_MILLIS = 300;
  private static final List<String> WORDS =
      List.of("token ", "토큰", "\n", "😀", "\"quoted\" ", "  ", "\u2028", "a longer piece of text ");

  private final SeedSession chat;
  private final int number;
  private final int step;
  private final List<String> tokens = new ArrayList<>();
  private final CutClient atBytesByFin;
  private final CutClient atBytesByRst;
  private final CutClient atEvents;
  private final CutClient never;
  private final List<CutClient> replays = new ArrayList<>();
  private String beginning;
  private final AtomicInteger cuts = new AtomicInteger();
  private final AtomicInteger endedByServer = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final int[] lengths = new int[3];

  /**
   * @param number of this run, from 0
   * @param of how many runs: together they cut at every byte
   */
  CutRun(SeedSession chat, int number, int of) {
    this.chat = chat;
    this.number = number;
    this.step = of;
    for (int i = 0; i < TOKENS; i++) {
      tokens.add(WORDS.get((i + number) % WORDS.size()));
    }
    this.atBytesByFin = chat.client();
    this.atBytesByRst = chat.client();
    this.atEvents = chat.client();
    this.never = chat.client();
  }

  /** Runs concurrently while the answer grows. */
  List<Callable<Void>> clients() throws IOException {
    for (CutClient client : cutClients()) {
      Connection connection = client.connect();
      connection.await("ready");
      connection.cut(Cut.FIN);
    }
    beginning = never.cursor();
    return List.of(
        this::answer,
        () -> cutAtBytes(0, atBytesByFin, Cut.FIN),
        () -> cutAtBytes(1, atBytesByRst, Cut.RST),
        this::cutAtEvents,
        this::neverCut);
  }

  /**
   * After the answer: at its part of all bytes of the replay, a client that is cut there, and then
   * reads on to the end.
   */
  Void cutReplay() throws IOException {
    boolean replayed = false;
    for (long at = number; !replayed; at += step) {
      CutClient client = chat.client();
      replays.add(client);
      long stop = at;
      Connection first = client.connectAt(beginning);
      boolean reached = first.readUntil(() -> first.bytesSinceReady() >= stop);
      cut(client, first, at % 2 == 0 ? Cut.FIN : Cut.RST, reached);
      replayed = client.proof().last().ended();
      if (!replayed) {
        try (Connection second = client.connect()) {
          second.awaitEnd();
        }
      }
    }
    return null;
  }

  List<CutClient> cutClients() {
    List<CutClient> all = new ArrayList<>(List.of(atBytesByFin, atBytesByRst, atEvents, never));
    all.addAll(replays);
    return all;
  }

  int cuts() {
    return cuts.get();
  }

  int endedByServer() {
    return endedByServer.get();
  }

  void assertWhole() {
    for (CutClient client : cutClients()) {
      assertEquals(1, client.proof().answers().size());
      AnswerVerifier.Seen seen = client.proof().last();
      assertEquals(String.join("", tokens), seen.text.toString());
      assertEquals(1, seen.starts);
      assertEquals(1, seen.ends);
      assertEquals("done", seen.end.getString("type"));
      assertEquals(seen.text.length(), seen.end.getInt("length"));
    }
  }

  private Void answer() throws Exception {
    SeedSession.Asked asked =
        chat.ask(
            exchange -> {
              for (int i = 0; i < TOKENS; i++) {
                exchange.send(Sse.content(tokens.get(i)));
                awaitNear(i);
              }
              SeedSession.finish(exchange);
            });
    asked.assertAnswered();
    return null;
  }

  /** Waits until the clients are at most {@link #AHEAD} tokens behind, for a limited time. */
  private void awaitNear(int sent) throws InterruptedException {
    int near = String.join("", tokens.subList(0, Math.max(0, sent + 1 - AHEAD))).length();
    long left = TimeUnit.MILLISECONDS.toNanos(MAX_PAUSE_MILLIS);
    lock.lock();
    try {
      while (left > 0 && (lengths[0] < near || lengths[1] < near || lengths[2] < near)) {
        left = moved.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private Void cutAtBytes(int index, CutClient client, Cut how) throws IOException {
    // First in the head and the greeting, then after it; both kinds of cut together at every byte.
    long at = 2L * number + index;
    boolean greeted = false;
    while (!client.proof().last().ended()) {
      Connection connection = client.connect();
      long stop = at;
      boolean inGreeting = !greeted;
      boolean reached =
          connection.readUntil(
              () -> (inGreeting ? connection.bytes() : connection.bytesSinceReady()) >= stop);
      cut(client, connection, how, reached);
      moved(index, client);
      if (inGreeting && connection.bytesSinceReady() >= 0) {
        greeted = true;
        at = 2L * number + index;
      } else if (connection.events() > 0) {
        at = connection.bytesSinceEvent() + 2L * step;
      } else {
        at += 2L * step;
      }
    }
    return null;
  }

  private Void cutAtEvents() throws IOException {
    for (int i = 0; !atEvents.proof().last().ended(); i++) {
      Connection connection = atEvents.connect();
      boolean reached = connection.readUntil(() -> connection.events() > 0);
      cut(atEvents, connection, i % 2 == 0 ? Cut.FIN : Cut.RST, reached);
      moved(2, atEvents);
    }
    return null;
  }

  private Void neverCut() throws IOException {
    try (Connection connection = never.connect()) {
      connection.awaitEnd();
    }
    return null;
  }

  private void cut(CutClient client, Connection connection, Cut how, boolean reached)
      throws IOException {
    connection.cut(how);
    cuts.incrementAndGet();
    if (!reached) {
      endedByServer.incrementAndGet();
    }
  }

  private void moved(int index, CutClient client) {
    lock.lock();
    try {
      lengths[index] = client.proof().last().text.length();
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
