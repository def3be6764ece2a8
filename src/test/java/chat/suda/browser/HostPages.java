package chat.suda.browser;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Pages that embed Suda: same-site at localhost, cross-site at 127.0.0.1. */
final class HostPages implements AutoCloseable {

  private static final String WATCH =
      """
      window.seen = [];
      for (const name of ['ready', 'message', 'done', 'error', 'login-required']) {
        addEventListener('suda-' + name, ({ type, detail }) => seen.push({ type, ...detail }));
      }
      """;

  private final HttpServer server;
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final Map<String, Supplier<Page>> pages = new ConcurrentHashMap<>();

  /** A body of that media type. */
  record Page(String type, String body) {}

  HostPages() throws IOException {
    server = HttpServer.create(new InetSocketAddress(0), 0);
    server.setExecutor(executor);
    server.createContext("/", this::answer);
    server.start();
  }

  String sameSite() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  String otherSite() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void put(String path, Supplier<Page> page) {
    pages.put(path, page);
  }

  /** A page with the module and that body; {@code window.seen} has the events. */
  void html(String path, String module, String body) {
    put(
        path,
        () ->
            new Page(
                "text/html; charset=utf-8",
                """
                <!doctype html><html lang="en"><title>A host</title>
                <meta http-equiv="Content-Security-Policy" content="%s">
                <script>%s</script>
                <script type="module" src="%s"></script>
                <body>%s</body></html>
                """
                    .formatted(policy(module), WATCH, module, body)));
  }

  /** Only what the element and these tests need. */
  private static String policy(String module) {
    String suda = module.replaceFirst("(?<=[^:/])/.*", "");
    return "default-src 'none'; connect-src 'self'; frame-src 'self' "
        + suda
        + "; script-src 'unsafe-inline' 'unsafe-eval' "
        + suda;
  }

  /** Likewise in XML, as Faces may send its views. */
  void xhtml(String path, String module, String body) {
    put(
        path,
        () ->
            new Page(
                "application/xhtml+xml; charset=utf-8",
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <!DOCTYPE html>
                <html xmlns="http://www.w3.org/1999/xhtml" lang="ko"><head><title>A host</title>
                <script>%s import("%s");</script></head>
                <body>%s</body></html>
                """
                    .formatted(WATCH, module, body)));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      Supplier<Page> found = pages.get(exchange.getRequestURI().getPath());
      if (found == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      Page page = found.get();
      byte[] bytes = page.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", page.type());
      exchange.sendResponseHeaders(200, bytes.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
