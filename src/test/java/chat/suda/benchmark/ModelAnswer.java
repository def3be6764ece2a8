package chat.suda.benchmark;

import chat.suda.upstream.Sse;
import chat.suda.upstream.UpstreamExchange;
import chat.suda.upstream.UpstreamScript;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * An answer whose every token tells its number and when it was sent: {@code "7:123456789 "}, by
 * {@link System#nanoTime}.
 *
 * @param perSecond tokens a second, or 0 for as fast as the connection takes them
 */
record ModelAnswer(int tokens, int perSecond) implements UpstreamScript {

  private static final int WRITE_BYTES = 16 * 1024;
  private static final String[] CHUNK = Sse.content("@").split("@");

  @Override
  public void play(UpstreamExchange exchange) throws IOException, InterruptedException {
    exchange.send(Sse.role());
    if (perSecond == 0) {
      sendAtOnce(exchange);
    } else {
      sendPaced(exchange);
    }
    exchange.send(Sse.finish("stop") + Sse.usage(1, tokens) + Sse.DONE);
    exchange.end();
  }

  private void sendAtOnce(UpstreamExchange exchange) throws IOException {
    StringBuilder pending = new StringBuilder(2 * WRITE_BYTES);
    for (int number = 0; number < tokens; number++) {
      addToken(number, pending);
      if (pending.length() >= WRITE_BYTES || number == tokens - 1) {
        send(pending, exchange);
      }
    }
  }

  /** Begins anywhere in the first period, lest all sessions' tokens come at the same moment. */
  private void sendPaced(UpstreamExchange exchange) throws IOException, InterruptedException {
    long period = TimeUnit.SECONDS.toNanos(1) / perSecond;
    long due = System.nanoTime() + ThreadLocalRandom.current().nextLong(period);
    StringBuilder pending = new StringBuilder();
    for (int number = 0; number < tokens; number++) {
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      addToken(number, pending);
      send(pending, exchange);
      due += period;
    }
  }

  private static void addToken(int number, StringBuilder to) {
    to.append(CHUNK[0]).append(number).append(':').append(System.nanoTime()).append(' ');
    to.append(CHUNK[1]);
  }

  private static void send(StringBuilder pending, UpstreamExchange exchange) throws IOException {
    exchange.send(pending.toString().getBytes(StandardCharsets.ISO_8859_1));
    pending.setLength(0);
  }
}
