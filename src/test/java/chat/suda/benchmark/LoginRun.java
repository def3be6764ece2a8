package chat.suda.benchmark;

import chat.suda.browser.SudaProcess;
import chat.suda.login.FakeProvider;
import chat.suda.login.Visitor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** The processor time of a call with a login, compared with an anonymous one. */
public final class LoginRun {

  private static final int WARM_UP = 60_000;
  private static final int CALLS = 20_000;
  private static final int ROUNDS = 5;
  private static final int AT_ONCE = 4;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final SudaProcess server;
  private final HttpRequest request;

  private LoginRun(SudaProcess server, String cookie) {
    this.server = server;
    URI address = server.base().resolve("api/v1/presets");
    this.request = HttpRequest.newBuilder(address).header("Cookie", cookie).build();
  }

  /** Prints the microseconds of a call. */
  public static void main(String... args) throws Exception {
    try (FakeProvider provider = new FakeProvider();
        SudaProcess anonymous = SudaProcess.start();
        SudaProcess oidc =
            SudaProcess.start(
                "suda.auth=oidc",
                "suda.public-url=http://localhost:{port}",
                "suda.oidc.issuer=" + provider.issuer(),
                "suda.oidc.client-id=suda",
                "suda.oidc.client-secret=client-secret")) {
      Visitor nobody = new Visitor(anonymous.base());
      nobody.get("api/v1/me");
      Visitor person = new Visitor(oidc.base());
      person.login("/");
      LoginRun without = new LoginRun(anonymous, nobody.cookie());
      LoginRun with = new LoginRun(oidc, person.cookie());
      without.call(WARM_UP);
      with.call(WARM_UP);
      System.out.printf("%-28s %10s %10s%n", "µs CPU a call", "anonymous", "login");
      for (int round = 1; round <= ROUNDS; round++) {
        System.out.printf(
            "%-28s %10.1f %10.1f%n", "round " + round, without.micros(), with.micros());
      }
    }
  }

  private double micros() {
    Duration before = server.cpu();
    call(CALLS);
    return server.cpu().minus(before).toNanos() / 1e3 / CALLS;
  }

  private void call(int times) {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    IntStream.range(0, AT_ONCE).forEach(i -> all.add(callOneByOne(times / AT_ONCE)));
    all.forEach(CompletableFuture::join);
  }

  private CompletableFuture<Void> callOneByOne(int times) {
    return CompletableFuture.runAsync(
        () -> {
          for (int i = 0; i < times; i++) {
            HttpResponse<Void> response =
                http.sendAsync(request, HttpResponse.BodyHandlers.discarding()).join();
            if (response.statusCode() != 200) {
              throw new IllegalStateException("status " + response.statusCode());
            }
          }
        },
        task -> new Thread(task, "login-run").start());
  }
}
