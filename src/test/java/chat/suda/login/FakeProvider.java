package chat.suda.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** An OpenID Connect provider that can be told to misbehave. */
public final class FakeProvider implements AutoCloseable {

  private static final String CLIENT = "suda";

  private final HttpServer server;
  private final RsaJsonWebKey key;
  private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
  private final AtomicInteger number = new AtomicInteger();
  private final AtomicInteger keyFetches = new AtomicInteger();

  /** Who logs in next. */
  public volatile String subject = "alice";

  /** Additional claims of the next ID tokens. */
  public volatile Map<String, Object> claims = Map.of();

  /** The final modification of ID tokens' claims. */
  public volatile UnaryOperator<JwtClaims> bend = UnaryOperator.identity();

  /** What it says of its issuer; {@code null}: the truth. */
  public volatile String lie;

  /** Responds at a path in its place. */
  public final Map<String, HttpHandler> instead = new ConcurrentHashMap<>();

  public volatile boolean refusesRefresh;
  public volatile int fails;

  public FakeProvider() throws IOException, JoseException {
    key = RsaJwkGenerator.generateJwk(2048);
    key.setKeyId("k1");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool(FakeProvider::daemon));
    server.createContext("/", this::handle);
    server.start();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "provider");
    thread.setDaemon(true);
    return thread;
  }

  public String issuer() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  public RsaJsonWebKey key() {
    return key;
  }

  public int keyFetches() {
    return keyFetches.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (fails > 0) {
        respond(exchange, fails, "{}");
        return;
      }
      String path = exchange.getRequestURI().getPath();
      HttpHandler other = instead.get(path);
      if (other != null) {
        other.handle(exchange);
        return;
      }
      switch (path) {
        case "/.well-known/openid-configuration" -> respond(exchange, 200, metadata());
        case "/keys" -> {
          keyFetches.incrementAndGet();
          respond(exchange, 200, new JsonWebKeySet(List.of(key)).toJson());
        }
        case "/authorize" -> authorize(exchange);
        case "/token" -> token(exchange);
        case "/userinfo" ->
            respond(exchange, 200, Json.createObjectBuilder(Map.of("sub", subject)).build() + "");
        default -> respond(exchange, 404, "{}");
      }
    } catch (JoseException e) {
      throw new IOException(e);
    }
  }

  /** What it says of itself, in JSON. */
  public String metadata() {
    return Json.createObjectBuilder()
        .add("issuer", lie == null ? issuer() : lie)
        .add("authorization_endpoint", issuer() + "/authorize")
        .add("token_endpoint", issuer() + "/token")
        .add("jwks_uri", issuer() + "/keys")
        .add("userinfo_endpoint", issuer() + "/userinfo")
        .add("end_session_endpoint", issuer() + "/end")
        .build()
        .toString();
  }

  private void authorize(HttpExchange exchange) throws IOException {
    Map<String, String> query = form(exchange.getRequestURI().getRawQuery());
    String code = "code" + number.incrementAndGet();
    codes.put(code, query);
    String back = query.get("redirect_uri") + "?code=" + code + "&state=" + query.get("state");
    exchange.getResponseHeaders().set("Location", back);
    exchange.sendResponseHeaders(302, -1);
  }

  private void token(HttpExchange exchange) throws IOException, JoseException {
    Map<String, String> form = form(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    boolean refresh = "refresh_token".equals(form.get("grant_type"));
    // A code is kept: it is Suda that must not send it twice.
    Map<String, String> begun = refresh ? Map.of() : codes.get(form.get("code"));
    if (begun == null || refresh && refusesRefresh) {
      respond(exchange, 400, "{\"error\":\"invalid_grant\"}");
      return;
    }
    Map<String, Object> more = new HashMap<>(claims);
    if (begun.get("nonce") != null) {
      more.put("nonce", begun.get("nonce"));
    }
    respond(
        exchange,
        200,
        Json.createObjectBuilder()
            .add("access_token", "at-secret")
            .add("token_type", "Bearer")
            .add("refresh_token", "rt-secret-" + number.incrementAndGet())
            .add("id_token", sign(bend.apply(claims(more))))
            .build()
            .toString());
  }

  /** Claims of a token that is valid for this client now. */
  public JwtClaims claims(Map<String, Object> more) {
    JwtClaims all = new JwtClaims();
    all.setIssuer(issuer());
    all.setAudience(CLIENT);
    all.setSubject(subject);
    all.setIssuedAtToNow();
    all.setExpirationTime(NumericDate.fromSeconds(NumericDate.now().getValue() + 600));
    more.forEach(all::setClaim);
    return all;
  }

  public String sign(JwtClaims all) {
    try {
      JsonWebSignature jws = new JsonWebSignature();
      jws.setPayload(all.toJson());
      jws.setKey(key.getPrivateKey());
      jws.setKeyIdHeaderValue(key.getKeyId());
      jws.setAlgorithmHeaderValue("RS256");
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A bearer token with those claims. */
  public String bearer(Map<String, Object> more) {
    return sign(claims(more));
  }

  /** A logout token for a session, or for a subject. */
  public String logoutToken(String jti, Map<String, Object> whom) {
    JwtClaims all = claims(whom);
    if (!whom.containsKey("sub")) {
      all.unsetClaim("sub");
    }
    all.setJwtId(jti);
    all.setClaim("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
    return sign(all);
  }

  private static Map<String, String> form(String text) {
    Map<String, String> form = new HashMap<>();
    Arrays.stream(text.split("&"))
        .map(pair -> pair.split("=", 2))
        .forEach(pair -> form.put(pair[0], URLDecoder.decode(pair[1], UTF_8)));
    return form;
  }

  public static void respond(HttpExchange exchange, int status, String json) {
    try {
      byte[] body = json.getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  public URI uri() {
    return URI.create(issuer());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
