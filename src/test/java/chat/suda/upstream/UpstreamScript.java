package chat.suda.upstream;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The upstream's behaviour for one request. Runs on its own thread, so it may block. */
@FunctionalInterface
public interface UpstreamScript {

  void play(UpstreamExchange exchange) throws IOException, InterruptedException;

  /** Does nothing by itself: the test sends head and body through the exchange. */
  static UpstreamScript manual() {
    return exchange -> {};
  }

  /** Sends the head of an event stream; the test sends the rest. */
  static UpstreamScript opened() {
    return UpstreamExchange::open;
  }

  /** A regular answer of these tokens, with counts, {@code [DONE]} and a regular end. */
  static UpstreamScript answer(String... tokens) {
    return answer(0, List.of(tokens));
  }

  /** A regular answer with a pause before each token. */
  static UpstreamScript answer(long pauseMillis, List<String> tokens) {
    return exchange -> {
      exchange.open();
      exchange.send(Sse.role());
      for (String token : tokens) {
        Thread.sleep(pauseMillis);
        exchange.send(Sse.content(token));
      }
      exchange.send(Sse.finish("stop"));
      exchange.send(Sse.usage(3, tokens.size()));
      exchange.send(Sse.DONE);
      exchange.end();
    };
  }

  /** This text as an event stream that ends regularly. */
  static UpstreamScript stream(String body) {
    return exchange -> {
      exchange.open();
      exchange.send(body);
      exchange.end();
    };
  }

  /** A whole chat completion, not a stream, as for a title. */
  static UpstreamScript completion(String content) {
    return json(
        200,
        "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
            + Sse.quote(content)
            + "},\"finish_reason\":\"stop\"}]}");
  }

  /** A plain response of JSON. */
  static UpstreamScript json(int status, String body) {
    return status(status, Map.of("Content-Type", "application/json"), body);
  }

  static UpstreamScript status(int status, Map<String, String> headers, String body) {
    return exchange -> exchange.respond(status, headers, body);
  }
}
