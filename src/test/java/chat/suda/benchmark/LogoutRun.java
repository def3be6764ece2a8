package chat.suda.benchmark;

import chat.suda.browser.SudaProcess;
import chat.suda.login.FakeProvider;
import chat.suda.login.Visitor;
import chat.suda.stream.redis.TestRedis;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The delay from a logout until the last of a person's event streams is closed. */
final class LogoutRun {

  private static final int STREAMS = 50;
  private static final int WARM_UP = 10;
  private static final int ROUNDS = 40;
  private static final int SOON_SECONDS = 20;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** The first node is the one for logins and logouts; the streams alternate between the nodes. */
  private final List<URI> nodes;

  private LogoutRun(URI... nodes) {
    this.nodes = List.of(nodes);
  }

  static void print() throws Exception {
    System.out.printf(
        "%n%-36s %8s %8s%n",
        "logout, " + STREAMS + " streams, " + ROUNDS + " times", "p50 ms", "p99 ms");
    try (FakeProvider provider = new FakeProvider();
        SudaProcess node = start(provider)) {
      new LogoutRun(node.base()).printRow("the last one closed, one node, after");
    }
    try (FakeProvider provider = new FakeProvider();
        EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
        TestRedis redis = new TestRedis()) {
      String[] shared = {
        "suda.redis.url=" + redis.setting(),
        "suda.db.url=" + postgres.getJdbcUrl("postgres", "postgres"),
        "suda.db.user=postgres"
      };
      try (SudaProcess first = start(provider, shared);
          SudaProcess second = start(provider, shared)) {
        new LogoutRun(first.base(), second.base())
            .printRow("the last one closed, two nodes, after");
      }
    }
  }

  private static SudaProcess start(FakeProvider provider, String... others) throws Exception {
    Stream<String> login =
        Stream.of(
            "suda.auth=oidc",
            "suda.public-url=http://localhost:{port}",
            "suda.oidc.issuer=" + provider.issuer(),
            "suda.oidc.client-id=suda",
            "suda.oidc.client-secret=client-secret");
    return SudaProcess.start(Stream.concat(login, Stream.of(others)).toArray(String[]::new));
  }

  private void printRow(String name) throws Exception {
    long[] nanos = new long[ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      long one = logout();
      if (round >= 0) {
        nanos[round] = one;
      }
    }
    Arrays.sort(nanos);
    System.out.printf(
        "%-36s %8.1f %8.1f%n",
        name, nanos[ROUNDS / 2] / 1e6, nanos[(int) Math.ceil(ROUNDS * 0.99) - 1] / 1e6);
  }

  /** Nanoseconds until the last stream is closed. */
  private long logout() throws Exception {
    Visitor person = new Visitor(nodes.get(0));
    person.login("/");
    List<OpenStream> streams = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      streams.add(open(nodes.get(i % nodes.size()), person.cookie()));
    }
    for (OpenStream stream : streams) {
      stream.ready.get(SOON_SECONDS, TimeUnit.SECONDS);
    }
    long asked = System.nanoTime();
    person.call("POST", "logout", "");
    long last = asked;
    for (OpenStream stream : streams) {
      last = Math.max(last, stream.closed.get(SOON_SECONDS, TimeUnit.SECONDS));
    }
    return last - asked;
  }

  private OpenStream open(URI node, String cookie) {
    OpenStream stream = new OpenStream();
    HttpRequest request =
        HttpRequest.newBuilder(node.resolve("api/v1/events")).header("Cookie", cookie).build();
    http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArrayConsumer(stream))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                stream.closed.completeExceptionally(failure);
              }
            });
    return stream;
  }

  /** Discards the content of an event stream. */
  private static final class OpenStream implements Consumer<Optional<byte[]>> {

    final CompletableFuture<Void> ready = new CompletableFuture<>();
    final CompletableFuture<Long> closed = new CompletableFuture<>();

    @Override
    public void accept(Optional<byte[]> bytes) {
      if (bytes.isEmpty()) {
        closed.complete(System.nanoTime());
      } else if (new String(bytes.get(), StandardCharsets.UTF_8).contains("\"ready\"")) {
        ready.complete(null);
      }
    }
  }
}
