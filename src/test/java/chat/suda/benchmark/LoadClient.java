package chat.suda.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * One session: an event stream, read on its own thread until the server ends it, and one question
 * after another. Reads block, which costs this side the least.
 */
final class LoadClient {

  private static final String PATH = "api/v1/openai/chat/stream";
  private static final String CONTENT = "\"content\":\"";

  private final URI endpoint;
  private final String session;
  private final Executor threads;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private volatile CompletableFuture<TokenTally> answer = new CompletableFuture<>();
  private volatile TokenTally tally;

  private LoadClient(URI base, String session, Executor threads) {
    this.endpoint = base.resolve(PATH);
    this.session = session;
    this.threads = threads;
  }

  /**
   * Opens the session.
   *
   * @param threads gives every task a thread of its own
   */
  static LoadClient open(URI base, String session, Executor threads) {
    LoadClient client = new LoadClient(base, session, threads);
    threads.execute(client::readEvents);
    return client;
  }

  /** Completes when the server has opened the event stream. */
  CompletableFuture<Void> ready() {
    return ready;
  }

  /**
   * Asks, once the previous answer is complete.
   *
   * @param tokens the length of the answer
   * @return completes with the answer's last event
   */
  CompletableFuture<TokenTally> ask(int tokens) {
    CompletableFuture<TokenTally> asked = new CompletableFuture<>();
    tally = new TokenTally(tokens);
    answer = asked;
    threads.execute(this::post);
    return asked;
  }

  private void readEvents() {
    try {
      HttpURLConnection get = connect("?sessionId=" + session);
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(get.getInputStream(), StandardCharsets.ISO_8859_1));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data: {\"type\":\"")) {
          readEvent(line);
        }
      }
      fail(new IOException("the event stream has ended"));
    } catch (IOException e) {
      fail(e);
    }
  }

  private void readEvent(String line) {
    String type = line.substring(15, line.indexOf('"', 15));
    switch (type) {
      case "ready" -> ready.complete(null);
      case "text" -> tally.read(line, line.indexOf(CONTENT) + CONTENT.length(), System.nanoTime());
      case "done" -> answer.complete(tally);
      case "error", "reset" -> fail(new IOException(line));
      default -> {}
    }
  }

  private void post() {
    String body =
        "{\"sessionId\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Go\"}]}"
            .formatted(session);
    try {
      HttpURLConnection post = connect("");
      post.setDoOutput(true);
      post.setRequestProperty("Content-Type", "application/json");
      try (OutputStream out = post.getOutputStream()) {
        out.write(body.getBytes(StandardCharsets.UTF_8));
      }
      post.getInputStream().readAllBytes();
    } catch (IOException e) {
      fail(e);
    }
  }

  private HttpURLConnection connect(String query) throws IOException {
    return (HttpURLConnection) URI.create(endpoint + query).toURL().openConnection();
  }

  private void fail(IOException cause) {
    ready.completeExceptionally(cause);
    answer.completeExceptionally(cause);
  }
}
