package chat.suda.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.suda.container.CutClient.Connection;
import chat.suda.upstream.Sse;
import chat.suda.upstream.UpstreamExchange;
import chat.suda.upstream.UpstreamScript;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A client that reads an answer whose tokens contain their sending time. */
final class PacedClient {

  private final SeedSession chat;
  private final CutClient client;
  private final AtomicBoolean finishing = new AtomicBoolean();
  private final StringBuilder sent = new StringBuilder();
  private Connection connection;
  private SeedSession.Asked asked;
  private UpstreamExchange exchange;
  private boolean finished;
  private int tokens;
  private long latest;

  PacedClient(SeedSession chat) {
    this.chat = chat;
    this.client = chat.client();
  }

  CutClient client() {
    return client;
  }

  /** How many tokens it was sent. */
  int tokens() {
    return tokens;
  }

  /** The longest delay of a token. */
  long latestNanos() {
    return latest;
  }

  Void start() throws Exception {
    connection = client.connect();
    connection.await("ready");
    asked = chat.ask(UpstreamScript.opened());
    exchange = asked.upstream();
    return null;
  }

  /** For a thread that must not end by an exception. */
  void sendToken() {
    try {
      if (finished) {
        return;
      }
      if (finishing.get()) {
        finished = true;
        SeedSession.finish(exchange);
        return;
      }
      String token = System.nanoTime() + " ";
      sent.append(token);
      tokens++;
      exchange.send(Sse.content(token));
    } catch (IOException e) {
      finished = true;
    }
  }

  /** The next token is the end. */
  void finish() {
    finishing.set(true);
  }

  Void readToTheEnd() throws Exception {
    StringBuilder text = null;
    int seen = 0;
    while (!client.proof().last().ended()) {
      int before = seen;
      if (!connection.readUntil(
          () -> client.proof().last().text.length() > before || client.proof().last().ended())) {
        throw new AssertionError("the stream has ended");
      }
      text = client.proof().last().text;
      long now = System.nanoTime();
      for (int end = text.indexOf(" ", seen); end >= 0; end = text.indexOf(" ", seen)) {
        latest = Math.max(latest, now - Long.parseLong(text.substring(seen, end)));
        seen = end + 1;
      }
    }
    asked.assertAnswered();
    assertEquals(sent.toString(), String.valueOf(text));
    connection.close();
    return null;
  }
}
