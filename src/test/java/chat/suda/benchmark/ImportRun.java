package chat.suda.benchmark;

import chat.suda.browser.SudaProcess;
import chat.suda.container.EventStreamClient;
import chat.suda.container.RestClient;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.json.JsonObject;
import java.io.BufferedWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * How long an export of 10,000 conversations of ten messages takes, and in how much memory: {@code
 * suda.jar} as a process with a heap of 256 MB, on H2 and on a real PostgreSQL.
 */
public final class ImportRun {

  private static final int CONVERSATIONS = 10_000;
  private static final int MESSAGES = 10;

  private ImportRun() {}

  public static void main(String... args) throws Exception {
    Path file = Files.createTempFile("suda-import-run-", ".json");
    write(file);
    System.out.printf(
        "%d conversations of %d messages, %d MB%n",
        CONVERSATIONS, MESSAGES, Files.size(file) >> 20);
    measure("H2 in a file", file, "-Xmx256m");
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
      measure(
          "PostgreSQL",
          file,
          "-Xmx256m",
          "suda.db.url=" + postgres.getJdbcUrl("postgres", "postgres"),
          "suda.db.user=postgres");
    }
    Files.delete(file);
  }

  private static void measure(String database, Path file, String... properties) throws Exception {
    try (SudaProcess server = SudaProcess.start(properties)) {
      RestClient user = new RestClient(server.base());
      try (EventStreamClient events = user.events()) {
        events.next("ready");
        long began = System.nanoTime();
        HttpResponse<String> begun =
            user.upload("import", "conversations.json", Files.readAllBytes(file));
        double accepted = (System.nanoTime() - began) / 1e9;
        JsonObject end = awaitEnd(events, begun);
        System.out.printf(
            "%-14s accepted after %.1f s, done after %.1f s: %d of %d, %d failed; CPU %d s, %s%n",
            database,
            accepted,
            (System.nanoTime() - began) / 1e9,
            end.getInt("done"),
            end.getInt("total"),
            end.getInt("failed"),
            server.cpu().toSeconds(),
            resident(server));
      }
    }
  }

  /** Progress comes four times a second, so that each wait is short. */
  private static JsonObject awaitEnd(EventStreamClient events, HttpResponse<String> begun)
      throws Exception {
    if (begun.statusCode() != 202) {
      throw new AssertionError(begun.body());
    }
    JsonObject event;
    do {
      event = events.next("import").data();
    } while (!event.getBoolean("finished"));
    return event;
  }

  /** The peak memory of the process. */
  private static String resident(SudaProcess server) throws Exception {
    Path status = Path.of("/proc", Long.toString(server.process().pid()), "status");
    return Files.exists(status)
        ? Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmHWM"))
            .findFirst()
            .orElse("")
        : "";
  }

  /** As ChatGPT exports it. */
  private static void write(Path file) throws Exception {
    Random random = new Random(1);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < CONVERSATIONS; i++) {
        out.write(i == 0 ? "[" : ",");
        out.write("{\"title\":\"대화 " + i + "\",\"create_time\":" + (1700000000 + i));
        out.write(",\"conversation_id\":\"c" + i + "\",\"current_node\":\"n" + MESSAGES + "\"");
        out.write(",\"mapping\":{\"n0\":{\"id\":\"n0\",\"message\":null,\"parent\":null}");
        for (int at = 1; at <= MESSAGES; at++) {
          out.write(",\"n" + at + "\":{\"id\":\"n" + at + "\",\"parent\":\"n" + (at - 1));
          out.write("\",\"message\":{\"author\":{\"role\":\"");
          out.write(at % 2 == 1 ? "user" : "assistant");
          out.write("\"},\"create_time\":" + (1700000000 + i + at));
          out.write(",\"content\":{\"content_type\":\"text\",\"parts\":[\"");
          out.write(text(random));
          out.write("\"]}}}");
        }
        out.write("}}\n");
      }
      out.write("]");
    }
  }

  /** About 500 characters, every third text Korean. */
  private static String text(Random random) {
    boolean korean = random.nextInt(3) == 0;
    int length = 100 + random.nextInt(800);
    StringBuilder out = new StringBuilder();
    while (out.length() < length) {
      for (int i = 2 + random.nextInt(korean ? 3 : 8); i > 0; i--) {
        double skewed = Math.pow(random.nextDouble(), 2);
        out.append((char) (korean ? 0xAC00 + (int) (skewed * 2000) : 'a' + (int) (skewed * 26)));
      }
      out.append(' ');
    }
    return out.toString();
  }
}
