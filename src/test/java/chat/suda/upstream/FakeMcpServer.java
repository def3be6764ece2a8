package chat.suda.upstream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An MCP server with Streamable HTTP whose tools behave as their names say. It has sessions,
 * requires its token, answers calls as JSON or as an event stream, and announces changes of its
 * tools in a separate stream. Its streams are like those of the reference servers: they begin with
 * an event without data, and events have ids.
 */
public final class FakeMcpServer implements AutoCloseable {

  public static final String TOKEN = "mcp-token-0123456789";

  /** Its tools: the names are what they do. */
  private static final List<String> TOOLS =
      List.of(
          "echo", "stream", "fail", "error", "slow", "huge", "long", "page", "endless", "picture",
          "later");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<JsonObject> messages = new CopyOnWriteArrayList<>();
  private final List<OutputStream> streams = new CopyOnWriteArrayList<>();
  private final List<String> ended = new CopyOnWriteArrayList<>();
  private volatile int session;
  private volatile int statusOfLost = 404;
  private volatile int statusOfStreams = 200;
  private volatile String added;

  private FakeMcpServer(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
    server.setExecutor(threads);
    server.createContext("/mcp", this::handle);
    server.start();
  }

  /** Listens on this port of the loopback interface. */
  public static FakeMcpServer start(int port) {
    try {
      return new FakeMcpServer(port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
  }

  /** All JSON-RPC messages so far of that method. */
  public List<JsonObject> messages(String method) {
    return messages.stream().filter(one -> method.equals(one.getString("method", ""))).toList();
  }

  /** Forgets its session, as after a restart: requests with it get this status. */
  public void forgetSession(int status) {
    statusOfLost = status;
    session++;
    closeStreams();
  }

  /** Has no streams of its own: responds to requests for one with this status. */
  public void offerNoStreams(int status) {
    statusOfStreams = status;
  }

  /** The sessions that clients have ended. */
  public List<String> ended() {
    return ended;
  }

  /** How many listen to what it says by itself. */
  public int listeners() {
    return streams.size();
  }

  /** Adds a tool, and announces it to listeners. */
  public void addTool(String name) {
    added = name;
    for (OutputStream stream : streams) {
      event(stream, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
    }
  }

  /** Ends its streams, as a proxy does after a silence. */
  public void closeStreams() {
    for (OutputStream stream : streams) {
      try {
        stream.close();
      } catch (IOException e) {
        // Its reader has disconnected.
      }
    }
    streams.clear();
  }

  public void reset() {
    messages.clear();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        exchange.sendResponseHeaders(401, -1);
      } else if (exchange.getRequestMethod().equals("GET")) {
        listen(exchange);
      } else if (exchange.getRequestMethod().equals("DELETE")) {
        ended.add(exchange.getRequestHeaders().getFirst("Mcp-Session-Id"));
        exchange.sendResponseHeaders(200, -1);
      } else {
        answer(exchange);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void listen(HttpExchange exchange) throws IOException, InterruptedException {
    if (statusOfStreams != 200) {
      exchange.sendResponseHeaders(statusOfStreams, -1);
    } else if (!current(exchange)) {
      exchange.sendResponseHeaders(statusOfLost, -1);
    } else {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      OutputStream stream = exchange.getResponseBody();
      stream.write("id: 1\ndata: \n\n".getBytes(StandardCharsets.UTF_8));
      stream.flush();
      streams.add(stream);
      end.await();
    }
  }

  private static void event(OutputStream stream, String message) {
    try {
      stream.write(
          ("event: message\nid: 2\ndata: " + message + "\n\n").getBytes(StandardCharsets.UTF_8));
      stream.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean current(HttpExchange exchange) {
    return ("session-" + session).equals(exchange.getRequestHeaders().getFirst("Mcp-Session-Id"));
  }

  private void answer(HttpExchange exchange) throws IOException, InterruptedException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    JsonObject message = Json.createReader(new StringReader(body)).readObject();
    messages.add(message);
    String method = message.getString("method", "");
    if (method.equals("initialize")) {
      exchange.getResponseHeaders().set("Mcp-Session-Id", "session-" + session);
      result(
          exchange,
          message,
          "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"tools\":{}},"
              + "\"serverInfo\":{\"name\":\"fake\",\"version\":\"1\"}}");
    } else if (!current(exchange)) {
      exchange.sendResponseHeaders(statusOfLost, -1);
    } else if (!message.containsKey("id")) {
      exchange.sendResponseHeaders(202, -1);
    } else if (method.equals("tools/list")) {
      result(exchange, message, list());
    } else {
      call(exchange, message);
    }
  }

  private String list() {
    return "{\"tools\":["
        + Stream.concat(TOOLS.stream(), Stream.ofNullable(added))
            .map(
                name ->
                    "{\"name\":\""
                        + name
                        + "\",\"description\":\"Does "
                        + name
                        + "\",\"inputSchema\":"
                        + (name.equals("fail")
                            ? "\"a lie\""
                            : "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"}}}")
                        + (name.equals("later")
                            ? ",\"execution\":{\"taskSupport\":\"required\"}"
                            : "")
                        + "}")
            .collect(Collectors.joining(","))
        + "]}";
  }

  private void call(HttpExchange exchange, JsonObject message)
      throws IOException, InterruptedException {
    JsonObject params = message.getJsonObject("params");
    String text = params.getJsonObject("arguments").getString("text", "");
    switch (params.getString("name")) {
      case "echo" -> result(exchange, message, content(text, false));
      case "stream" -> stream(exchange, message, content(text, false));
      case "fail" -> result(exchange, message, content("it is broken", true));
      case "error" ->
          json(
              exchange,
              "{\"jsonrpc\":\"2.0\",\"id\":"
                  + message.get("id")
                  + ",\"error\":{\"code\":-32602,\"message\":\"no such thing\"}}");
      case "slow" -> end.await();
      case "huge" -> result(exchange, message, content("x".repeat(50_000_000), false));
      case "long" -> result(exchange, message, content("y".repeat(60_000), false));
      case "page" -> {
        exchange.getResponseHeaders().set("Content-Type", "text/html");
        send(exchange, "<html><script>alert(1)</script></html>");
      }
      case "endless" -> endless(exchange);
      default ->
          result(
              exchange,
              message,
              "{\"content\":[{\"type\":\"image\",\"mimeType\":\"image/png\",\"data\":\"AAAA\"}]}");
    }
  }

  private static String content(String text, boolean failed) {
    return "{\"content\":[{\"type\":\"text\",\"text\":"
        + Sse.quote(text)
        + "}],\"isError\":"
        + failed
        + "}";
  }

  private void endless(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    byte[] line = (": " + "z".repeat(8000) + "\n").getBytes(StandardCharsets.UTF_8);
    while (end.getCount() > 0) {
      out.write(line); // fails after the client has cancelled
    }
  }

  private static void stream(HttpExchange exchange, JsonObject message, String result)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    send(
        exchange,
        ": hello\n\nid: 1\ndata: \n\nevent: message\nid: 2\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\","
            + "\"params\":{\"level\":\"info\",\"data\":\"x\"}}\n\ndata: "
            + envelope(message.get("id"), result)
            + "\n\n");
  }

  private static void result(HttpExchange exchange, JsonObject message, String result)
      throws IOException {
    json(exchange, envelope(message.get("id"), result));
  }

  private static String envelope(JsonValue id, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
  }

  private static void json(HttpExchange exchange, String body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    send(exchange, body);
  }

  private static void send(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
