package chat.suda.tool;

import jakarta.enterprise.inject.Vetoed;
import jakarta.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** The server's time and metrics, for the demo model only. */
@Vetoed
final class ServerFigures implements Tool {

  @Override
  public String name() {
    return "server_figures";
  }

  @Override
  public String description() {
    return "The server's time and figures: clock, uptime, memory, processors";
  }

  @Override
  public boolean readOnly() {
    return true;
  }

  @Override
  public String call(JsonObject arguments, ToolCaller caller) {
    Runtime runtime = Runtime.getRuntime();
    return Json.PROVIDER
        .createObjectBuilder()
        .add("time", OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS).toString())
        .add("uptimeSeconds", ManagementFactory.getRuntimeMXBean().getUptime() / 1000)
        .add("heapUsedMiB", (runtime.totalMemory() - runtime.freeMemory()) >> 20)
        .add("heapMaxMiB", runtime.maxMemory() >> 20)
        .add("processors", runtime.availableProcessors())
        .add("java", System.getProperty("java.version"))
        .build()
        .toString();
  }
}
