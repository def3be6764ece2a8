package chat.suda.benchmark;

import chat.suda.browser.SudaProcess;
import chat.suda.upstream.FakeUpstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The server under load: {@code suda.jar} as a process, the model server and the clients in this
 * one, over loopback. Takes 26 s once the server is ready; fails at 45.
 */
final class LoadRun {

  private static final Duration LIMIT = Duration.ofSeconds(45);
  private static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final Duration UNPACED = Duration.ofSeconds(8);
  private static final ModelAnswer AT_ONCE = new ModelAnswer(2000, 0);
  private static final ModelAnswer PACED = new ModelAnswer(400, 40);

  private final long deadline = System.nanoTime() + LIMIT.toNanos();
  private final FakeUpstream model;
  private final SudaProcess server;
  private final List<LoadClient> clients;

  private LoadRun(FakeUpstream model, SudaProcess server, int sessions) throws Exception {
    this.model = model;
    this.server = server;
    Executor threads = LoadRun::runOnDaemon;
    clients =
        IntStream.range(0, sessions)
            .mapToObj(i -> LoadClient.open(server.base(), "load-" + i, threads))
            .toList();
    await(clients.stream().map(LoadClient::ready).toList());
  }

  /** Returns whether no token was lost or doubled. */
  static boolean print(int sessions) throws Exception {
    System.out.println("The whole, with " + sessions + " sessions, for some 40 seconds ...");
    try (FakeUpstream model = FakeUpstream.start();
        SudaProcess server =
            SudaProcess.start("openai.base-url=" + model.baseUrl(), "openai.api-key=none")) {
      LoadRun run = new LoadRun(model, server, sessions);
      run.measure(AT_ONCE, WARM_UP);
      LoadResult unpaced = run.measure(AT_ONCE, UNPACED);
      LoadResult paced = run.measure(PACED, Duration.ZERO);
      LoadResult.printHead();
      unpaced.printRow("as fast as it goes");
      paced.printRow("40 tokens/s a session");
      return unpaced.isWhole() && paced.isWhole();
    }
  }

  /** All sessions ask at once, repeatedly until that time has passed, at least once. */
  private LoadResult measure(ModelAnswer answer, Duration atLeast) throws Exception {
    model.onRequest(request -> answer);
    List<TokenTally> tallies = new ArrayList<>();
    Duration cpuBefore = server.cpu();
    long begin = System.nanoTime();
    do {
      tallies.addAll(await(clients.stream().map(client -> client.ask(answer.tokens())).toList()));
    } while (System.nanoTime() - begin < atLeast.toNanos());
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    return LoadResult.of(tallies, took, server.cpu().minus(cpuBefore));
  }

  private <T> List<T> await(List<CompletableFuture<T>> all) throws Exception {
    List<T> results = new ArrayList<>();
    for (CompletableFuture<T> one : all) {
      results.add(one.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
    }
    return results;
  }

  private static void runOnDaemon(Runnable task) {
    Thread thread = new Thread(task, "load-client");
    thread.setDaemon(true);
    thread.start();
  }
}
