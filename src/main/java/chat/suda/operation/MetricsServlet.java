package chat.suda.operation;

import chat.suda.generation.AnswerRegistry;
import chat.suda.session.ChannelRegistry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Supplier;

/** The metrics in the Prometheus text exposition format, version 0.0.4. */
@WebServlet(urlPatterns = "/metrics", loadOnStartup = 1, asyncSupported = true)
public class MetricsServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  @Inject transient PrometheusMeterRegistry registry;
  @Inject transient ChannelRegistry channelRegistry;
  @Inject transient AnswerRegistry answers;

  /**
   * Beans create their meters at first use: done at the start, so that the first scrape has all.
   */
  @Override
  public void init() {
    gauge("suda.open.streams", "Open event streams", channelRegistry::connections);
    gauge("suda.active.answers", "Answers being generated", answers::active);
    gauge(
        "suda.log.bytes",
        "What the event logs take in memory, in bytes",
        channelRegistry::logBytes);
  }

  private void gauge(String name, String description, Supplier<Number> figure) {
    figure.get();
    Gauge.builder(name, figure).description(description).register(registry);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType(TEXT);
    response.setHeader("Cache-Control", "no-store");
    registry.scrape(response.getOutputStream(), TEXT);
  }
}
