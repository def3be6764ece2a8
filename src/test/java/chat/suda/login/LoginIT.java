package chat.suda.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.Eventually;
import chat.suda.browser.SudaProcess;
import chat.suda.container.EventStreamClient;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logins at a provider, and attacks on them. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LoginIT {

  private static final String SEED = "api/v1/openai/chat/stream";
  private static final String ADMIN_TOKEN = "0123456789-admin-token-secret-0123456789";
  private static final Map<String, Object> STAFF = Map.of("groups", List.of("staff"));

  private static FakeProvider provider;
  private static SudaProcess suda;

  @BeforeAll
  static void start() throws Exception {
    provider = new FakeProvider();
    suda =
        SudaProcess.start(
            "suda.auth=oidc",
            "suda.public-url=http://localhost:{port}",
            "suda.oidc.issuer=" + provider.issuer(),
            "suda.oidc.client-id=suda",
            "suda.oidc.client-secret=client-secret",
            "suda.allowed-roles=staff,suda-admin",
            "suda.admin-token=" + ADMIN_TOKEN,
            "suda.login.recheck=PT2S");
  }

  @AfterAll
  static void stop() {
    suda.close();
    provider.close();
  }

  @BeforeEach
  void reset() {
    provider.subject = "alice";
    provider.claims = STAFF;
    provider.bend = claims -> claims;
    provider.refusesRefresh = false;
    provider.fails = 0;
    provider.lie = null;
    provider.instead.clear();
  }

  @Test
  @Order(1)
  void saysOnceAMinuteThatTheProviderIsAway() throws Exception {
    provider.fails = 500;
    Instant begin = Instant.now();
    for (int i = 0; i < 30; i++) {
      assertEquals(503, new Visitor(suda.base()).get("login").statusCode());
      assertEquals(503, bearer(provider.bearer(STAFF)).statusCode());
      assertEquals(503, backChannel(provider.logoutToken("jti" + i, Map.of("sub", "alice"))));
    }
    long minutes = Duration.between(begin, Instant.now()).toMinutes() + 1;
    long lines = log().lines().filter(line -> line.contains("The identity provider")).count();
    assertTrue(lines >= 1 && lines <= minutes, lines + " lines");
    provider.fails = 0;
  }

  @Test
  @Order(2)
  void waitsForAProviderThatIsAwayOrIsAnother() throws Exception {
    provider.fails = 500;
    HttpResponse<String> away = new Visitor(suda.base()).get("login", "Accept-Language", "en");
    assertEquals(503, away.statusCode());
    assertTrue(away.body().contains("Try again"), away.body());
    provider.fails = 0;
    provider.lie = "https://evil.example";
    assertEventually(503, "login");
    provider.lie = null;
    assertEventually(302, "login");
  }

  private static void assertEventually(int status, String path) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    int last;
    do {
      last = new Visitor(suda.base()).get(path).statusCode();
    } while (last != status && System.nanoTime() < deadline);
    assertEquals(status, last);
  }

  @Test
  void goesThereAndBackAndEndsEverywhereAtLogout() throws Exception {
    provider.claims =
        Map.of("groups", List.of("staff", "suda-admin"), "name", "앨리스", "email", "a@example.org");
    Visitor alice = new Visitor(suda.base());
    HttpResponse<String> before = alice.get("api/v1/me");
    assertEquals(401, before.statusCode());
    assertEquals("Bearer", before.headers().firstValue("WWW-Authenticate").orElse(""));
    assertEquals(base() + "/login", Visitor.json(before).getString("login"));
    JsonObject seed = Visitor.json(alice.get(SEED + "?sessionId=s"));
    assertFalse(seed.getBoolean("success"));
    assertEquals(base() + "/login", seed.getString("login"));

    HttpResponse<String> callback = alice.login("/#/c/abc");
    assertEquals(302, callback.statusCode(), callback.body());
    assertEquals(base() + "/#/c/abc", Visitor.location(callback).toString());
    String cookie =
        callback.headers().allValues("Set-Cookie").stream()
            .filter(set -> set.startsWith("suda_login="))
            .findFirst()
            .orElseThrow();
    assertTrue(cookie.matches("suda_login=[A-Za-z0-9_-]{43};.*HttpOnly; SameSite=Lax"), cookie);

    JsonObject me = Visitor.json(alice.get("api/v1/me"));
    assertEquals("앨리스", me.getJsonObject("user").getString("name"));
    assertEquals("a@example.org", me.getJsonObject("user").getString("email"));
    assertFalse(me.getJsonObject("user").getBoolean("anonymous"));
    assertTrue(me.getBoolean("admin"));
    assertEquals(2, me.getJsonArray("roles").size());

    try (EventStreamClient events = events(alice, "api/v1/events");
        EventStreamClient seedEvents = events(alice, SEED + "?sessionId=s")) {
      events.next("ready");
      seedEvents.next("ready");
      HttpResponse<String> logout = alice.call("POST", "logout", "", "Origin", base());
      String location = Visitor.json(logout).getString("location");
      assertTrue(location.startsWith(provider.issuer() + "/end?"), location);
      assertTrue(location.contains("id_token_hint="), location);
      assertEquals("signed_out", events.next("error").data().getString("code"));
      assertEquals("signed_out", seedEvents.next("error").data().getString("code"));
    }
    assertEquals(401, alice.get("api/v1/me").statusCode());
  }

  @Test
  void showsNoFiguresToWhoAdministersNoMore() throws Exception {
    provider.claims = Map.of("groups", List.of("staff", "suda-admin"));
    Visitor eve = loggedIn("eve");
    try (EventStreamClient figures = events(eve, "api/v1/admin/events");
        EventStreamClient own = events(eve, "api/v1/events")) {
      figures.next("figures");
      own.next("ready");
      provider.claims = STAFF;
      assertEquals("signed_out", figures.next("error").data().getString("code"));
      assertEquals(403, eve.get("api/v1/admin/users").statusCode());
      assertEquals(200, eve.get("api/v1/me").statusCode());
      assertFalse(own.ended(), "her own stream goes on");
    }
  }

  @Test
  void twoPeopleMayUseTheSameSessionWithoutKnowingOfEachOther() throws Exception {
    Visitor alice = loggedIn("alice");
    Visitor bob = loggedIn("bob");
    try (EventStreamClient hers = events(alice, SEED + "?sessionId=same")) {
      hers.next("ready");
      HttpResponse<String> his =
          bob.call(
              "POST",
              SEED,
              "{\"sessionId\":\"same\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
              "Content-Type",
              "application/json");
      assertEquals(400, his.statusCode(), his.body());
      assertTrue(his.body().contains("SSE connection not found"), his.body());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "//evil.example, /",
    "/\\evil.example, /",
    "\\/evil.example, /",
    "/%2Fevil.example, /",
    "/%5cevil.example, /",
    "https://evil.example, /",
    "javascript:alert(1), /",
    "/login?to=/login, /",
    "'/a\tb', /",
    "'/a\r\nSet-Cookie: x=y', /",
    "evil.example, /",
    "/#/c/abc, /#/c/abc",
  })
  void redirectsNowhereElse(String to, String gone) throws Exception {
    assertEquals(base() + gone, Visitor.location(new Visitor(suda.base()).login(to)).toString());
  }

  @Test
  void takesEachStateOnceAndOnlyInItsBrowser() throws Exception {
    Visitor alice = new Visitor(suda.base());
    URI callback = alice.beginLogin("/");
    String cookies = alice.get("login").headers().allValues("Set-Cookie").toString();
    assertTrue(cookies.contains("Path=/login; Max-Age=600; HttpOnly; SameSite=Lax"), cookies);
    assertFailurePage(
        400, new Visitor(suda.base()).get(callback.toString(), "Accept-Language", "en"));

    String held = String.join("; ", alice.cookies().get(callback, Map.of()).get("Cookie"));
    assertEquals(302, alice.get(callback.toString()).statusCode());
    assertFailurePage(400, alice.get(callback.toString(), "Accept-Language", "en"));
    Visitor thief = new Visitor(suda.base());
    assertFailurePage(400, thief.get(callback.toString(), "Cookie", held, "Accept-Language", "en"));
    assertFailurePage(400, thief.get("login/callback?code=x&state=y", "Accept-Language", "en"));
  }

  private static void assertFailurePage(int status, HttpResponse<String> page) {
    assertEquals(status, page.statusCode(), page.body());
    assertTrue(page.body().contains("Signing in did not work"), page.body());
    assertTrue(page.body().contains("/login?to="), page.body());
  }

  @Test
  void parallelTabsEachFindTheirWayBack() throws Exception {
    Visitor alice = new Visitor(suda.base());
    URI first = alice.beginLogin("/#/c/one");
    URI second = alice.beginLogin("/#/c/two");
    assertEquals(base() + "/#/c/one", Visitor.location(alice.get(first.toString())).toString());
    assertEquals(base() + "/#/c/two", Visitor.location(alice.get(second.toString())).toString());
    List<URI> tabs = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      tabs.add(alice.beginLogin("/#/c/" + i));
    }
    // The oldest pending logins are dropped.
    assertEquals(400, alice.get(tabs.get(0).toString()).statusCode());
    for (int i = 11; i > 4; i--) {
      assertEquals(
          base() + "/#/c/" + i, Visitor.location(alice.get(tabs.get(i).toString())).toString());
    }
  }

  @Test
  void refusesIdTokensThatAreNotForThisLogin() throws Exception {
    provider.bend = claims -> with(claims, "nonce", "another");
    assertEquals(400, new Visitor(suda.base()).login("/").statusCode());
    provider.bend = claims -> with(claims, "iss", "https://evil.example");
    assertEquals(400, new Visitor(suda.base()).login("/").statusCode());
    provider.bend = claims -> with(claims, "aud", "another");
    assertEquals(400, new Visitor(suda.base()).login("/").statusCode());
    provider.bend = claims -> with(claims, "azp", "another");
    assertEquals(400, new Visitor(suda.base()).login("/").statusCode());
    provider.bend = claims -> claims;
    provider.claims = Map.of("groups", List.of("guests"));
    Visitor guest = new Visitor(suda.base());
    assertFailurePage(403, guest.get(guest.beginLogin("/").toString(), "Accept-Language", "en"));
  }

  private static JwtClaims with(JwtClaims claims, String name, Object value) {
    claims.setClaim(name, value);
    return claims;
  }

  @Test
  void takesAProvidersClockThatIsAMinuteOff() throws Exception {
    long now = NumericDate.now().getValue();
    provider.bend = claims -> with(with(claims, "iat", now + 55), "exp", now + 655);
    assertEquals(302, new Visitor(suda.base()).login("/").statusCode());
    provider.bend = claims -> with(with(claims, "iat", now - 60), "exp", now + 540);
    assertEquals(302, new Visitor(suda.base()).login("/").statusCode());
    provider.bend = claims -> with(with(claims, "iat", now + 155), "exp", now + 755);
    assertEquals(400, new Visitor(suda.base()).login("/").statusCode());
    provider.bend = claims -> with(with(claims, "iat", now - 120), "exp", now - 1);
    assertEquals(400, new Visitor(suda.base()).login("/").statusCode());
  }

  @Test
  void aProviderThatDoesNotAnswerKeepsNobodyWaitingWhoIsIn() throws Exception {
    Visitor alice = loggedIn("alice");
    Visitor bob = new Visitor(suda.base());
    URI callback = bob.beginLogin("/");
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    provider.instead.put(
        "/token",
        exchange -> {
          asked.countDown();
          await(answered);
        });
    try {
      CompletableFuture<HttpResponse<String>> waiting =
          CompletableFuture.supplyAsync(() -> page(bob, callback));
      asked.await();
      assertEquals(200, alice.get("api/v1/me").statusCode());
      assertFailurePage(503, waiting.join());
    } finally {
      provider.instead.clear();
      answered.countDown();
    }
  }

  private static HttpResponse<String> page(Visitor visitor, URI address) {
    try {
      return visitor.get(address.toString(), "Accept-Language", "en");
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void acceptsBearersOfTheSameIssuerAndNothingElse() throws Exception {
    assertEquals(200, bearer(provider.bearer(STAFF)).statusCode());
    assertEquals(403, bearer(provider.bearer(Map.of())).statusCode());
    long now = NumericDate.now().getValue();
    assertEquals(200, bearer(provider.bearer(staff("iat", now + 30))).statusCode());
    assertEquals(200, bearer(provider.bearer(staff("nbf", now + 30))).statusCode());
    for (String wrong :
        new String[] {
          provider.bearer(staff("exp", now - 1)),
          provider.bearer(staff("iat", now + 120)),
          provider.bearer(staff("nbf", now + 120)),
          provider.bearer(staff("iss", "https://evil.example")),
          provider.bearer(staff("aud", "another")),
          unsigned(),
          hmac(),
          provider.bearer(STAFF) + "x",
          "x.y.z",
          "",
          provider.logoutToken("as-bearer", Map.of("sub", "alice", "groups", List.of("staff"))),
        }) {
      HttpResponse<String> refused = bearer(wrong);
      assertEquals(401, refused.statusCode(), refused.body());
      assertTrue(refused.headers().firstValue("WWW-Authenticate").orElse("").startsWith("Bearer"));
    }
    Visitor alice = loggedIn("alice");
    assertEquals(
        401,
        alice.get("api/v1/me", "Authorization", "Bearer x.y.z").statusCode(),
        "a cookie makes no bearer good");
  }

  private static Map<String, Object> staff(String name, Object value) {
    return Map.of("groups", List.of("staff"), name, value);
  }

  private static HttpResponse<String> bearer(String token) throws Exception {
    return new Visitor(suda.base()).get("api/v1/me", "Authorization", "Bearer " + token);
  }

  private static String unsigned() throws Exception {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
    jws.setAlgorithmHeaderValue("none");
    jws.setPayload(provider.claims(STAFF).toJson());
    return jws.getCompactSerialization();
  }

  /** With the public key's text as the secret. */
  private static String hmac() throws Exception {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue("HS256");
    jws.setKeyIdHeaderValue(provider.key().getKeyId());
    jws.setKey(new HmacKey(provider.key().getPublicKey().getEncoded()));
    jws.setPayload(provider.claims(STAFF).toJson());
    return jws.getCompactSerialization();
  }

  @Test
  void asksForNoKeysAgainAndAgain() throws Exception {
    bearer(provider.bearer(STAFF));
    int before = provider.keyFetches();
    for (int i = 0; i < 50; i++) {
      JsonWebSignature jws = new JsonWebSignature();
      jws.setAlgorithmHeaderValue("RS256");
      jws.setKeyIdHeaderValue("unknown" + i);
      jws.setKey(provider.key().getPrivateKey());
      jws.setPayload(provider.claims(STAFF).toJson());
      assertEquals(401, bearer(jws.getCompactSerialization()).statusCode());
    }
    int fetches = provider.keyFetches() - before;
    assertTrue(fetches <= 2, fetches + " fetches");
  }

  @Test
  void endsABearersStreamWithItsExpiry() throws Exception {
    String token = provider.bearer(staff("exp", NumericDate.now().getValue() + 3));
    try (EventStreamClient events =
        EventStreamClient.open(
            suda.base().resolve("api/v1/events"), "Authorization", "Bearer " + token)) {
      events.next("ready");
      assertEquals("signed_out", events.next("error").data().getString("code"));
    }
  }

  @Test
  void refusesTheBearersOfAPersonWhoWasDeletedUntilThereIsANewOne() throws Exception {
    provider.subject = "leaves";
    String old = provider.bearer(STAFF);
    String another = provider.bearer(staff("iat", NumericDate.now().getValue() - 100));
    String[] header = {"Authorization", "Bearer " + old, "Content-Type", "application/json"};
    JsonObject user = Visitor.json(bearer(old)).getJsonObject("user");
    assertEquals(200, bearer(another).statusCode());
    HttpResponse<String> deleted =
        new Visitor(suda.base())
            .call("DELETE", "api/v1/me", "{\"confirm\":\"" + user.getString("id") + "\"}", header);
    assertEquals(204, deleted.statusCode());
    for (String token : List.of(old, another)) {
      HttpResponse<String> refused = bearer(token);
      assertEquals(401, refused.statusCode());
      assertTrue(Visitor.json(refused).containsKey("login"), refused.body());
    }
    HttpResponse<String> anew =
        bearer(provider.bearer(staff("iat", NumericDate.now().getValue() + 5)));
    assertEquals(200, anew.statusCode());
    assertNotEquals(user.getString("id"), Visitor.json(anew).getJsonObject("user").getString("id"));
    assertEquals(401, bearer(old).statusCode(), "also when the person is back");
  }

  @Test
  void changesNothingForAnotherOrigin() throws Exception {
    Visitor alice = loggedIn("alice");
    String[] evil = {"Origin", "https://evil.example", "Content-Type", "application/json"};
    assertEquals(403, alice.call("POST", "api/v1/conversations", "{}", evil).statusCode());
    assertEquals(403, alice.call("POST", "logout", "", evil).statusCode());
    assertEquals(200, alice.get("api/v1/me").statusCode());
    assertEquals(
        201,
        alice
            .call("POST", "api/v1/conversations", "{}", "Content-Type", "application/json")
            .statusCode());
    assertEquals(
        201,
        new Visitor(suda.base())
            .call(
                "POST",
                "api/v1/conversations",
                "{}",
                "Origin",
                "https://evil.example",
                "Content-Type",
                "application/json",
                "Authorization",
                "Bearer " + provider.bearer(STAFF))
            .statusCode(),
        "no browser adds a bearer by itself");
  }

  @Test
  void takesATicketOnceAndForAStreamAlone() throws Exception {
    Visitor alice = loggedIn("alice");
    String ticket = ticket(alice);
    try (EventStreamClient events =
        EventStreamClient.open(suda.base().resolve("api/v1/events?ticket=" + ticket))) {
      events.next("ready");
    }
    assertEquals(401, new Visitor(suda.base()).get("api/v1/events?ticket=" + ticket).statusCode());
    String wasted = ticket(alice);
    assertEquals(401, new Visitor(suda.base()).get("api/v1/me?ticket=" + wasted).statusCode());
    assertEquals(401, new Visitor(suda.base()).get("api/v1/events?ticket=" + wasted).statusCode());
  }

  private static String ticket(Visitor visitor) throws Exception {
    JsonObject issued = Visitor.json(visitor.call("POST", "api/v1/tickets", ""));
    assertEquals(30, issued.getInt("expiresIn"));
    return issued.getString("ticket");
  }

  @Test
  void takesNamesAndGroupsForWhatTheyAre() throws Exception {
    String long1 = "x".repeat(10_000);
    provider.claims =
        Map.of(
            "groups",
            List.of("staff", "'; DROP TABLE person; --", long1),
            "name",
            "\u0000evil\r\nFAKE LOG LINE " + long1);
    provider.subject = "' OR 1=1 --";
    Visitor mallory = new Visitor(suda.base());
    assertEquals(302, mallory.login("/").statusCode());
    JsonObject me = Visitor.json(mallory.get("api/v1/me"));
    assertTrue(me.getJsonObject("user").getString("name").startsWith("evil  FAKE LOG LINE x"));
    assertTrue(me.getJsonObject("user").getString("name").length() <= 200);
    assertEquals(2, me.getJsonArray("roles").size(), "a role of 10,000 characters is none");
  }

  @Test
  void endsLoginsByTheBackChannel() throws Exception {
    provider.claims = Map.of("groups", List.of("staff"), "sid", "session-1");
    Visitor first = loggedIn("carol");
    provider.claims = Map.of("groups", List.of("staff"), "sid", "session-2");
    Visitor second = loggedIn("carol");
    String bySession = provider.logoutToken("jti-1", Map.of("sid", "session-1"));
    try (EventStreamClient events = events(first, "api/v1/events")) {
      events.next("ready");
      assertEquals(200, backChannel(bySession));
      assertEquals("signed_out", events.next("error").data().getString("code"));
    }
    assertEquals(401, first.get("api/v1/me").statusCode());
    assertEquals(200, second.get("api/v1/me").statusCode());
    assertEquals(400, backChannel(bySession), "used");
    assertEquals(400, backChannel(provider.bearer(STAFF)), "no logout token");
    assertEquals(
        400, backChannel(provider.logoutToken("jti-2", Map.of("sub", "carol", "nonce", "n"))));
    assertEquals(400, backChannel("x"));
    assertEquals(200, backChannel(provider.logoutToken("jti-3", Map.of("sub", "carol"))));
    assertEquals(401, second.get("api/v1/me").statusCode());
  }

  private static int backChannel(String token) throws Exception {
    return new Visitor(suda.base())
        .call(
            "POST",
            "login/backchannel",
            "logout_token=" + Visitor.encode(token),
            "Content-Type",
            "application/x-www-form-urlencoded")
        .statusCode();
  }

  @Test
  void endsALoginWhoseRefreshTokenIsRefused() throws Exception {
    Visitor alice = loggedIn("alice");
    try (EventStreamClient events = events(alice, "api/v1/events")) {
      events.next("ready");
      provider.refusesRefresh = true;
      assertEquals("signed_out", events.next("error").data().getString("code"));
    }
    assertEquals(401, alice.get("api/v1/me").statusCode());
  }

  @Test
  void takesTheAdminTokenUnderAdminAlone() throws Exception {
    String[] token = {"Authorization", "Bearer " + ADMIN_TOKEN};
    Visitor operator = new Visitor(suda.base());
    assertEquals(401, operator.get("api/v1/me", token).statusCode());
    assertNotEquals(401, operator.get("api/v1/admin/users", token).statusCode());
    assertNotEquals(403, operator.get("api/v1/admin/users", token).statusCode());
    assertEquals(403, loggedIn("alice").get("api/v1/admin/users").statusCode());
  }

  /** Another node, or the same after a restart, has the same database and no more. */
  @Test
  @Order(Integer.MAX_VALUE - 1)
  void knowsLoginsOfAnotherNodeAndNoneOfAnotherKey() throws Exception {
    Visitor alice = loggedIn("alice");
    Visitor bob = new Visitor(suda.base());
    URI begun = bob.beginLogin("/#/c/abc");
    URI other = bob.beginLogin("/");
    suda.stop();
    suda = suda.again();
    assertEquals(200, alice.get("api/v1/me").statusCode());
    assertEquals(base() + "/#/c/abc", Visitor.location(bob.get(begun.toString())).toString());
    suda.stop();
    suda = suda.again("suda.login.key=another-key-of-32-characters-or-more");
    assertFailurePage(400, bob.get(other.toString(), "Accept-Language", "en"));
    Eventually.holds(30, () -> status(alice) == 401);
  }

  private static int status(Visitor visitor) {
    return page(visitor, visitor.base().resolve("api/v1/me")).statusCode();
  }

  private static String log() throws IOException {
    return Files.readString(
        Path.of(System.getProperty("suda.jar") + "." + suda.base().getPort() + ".log"));
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void logsNoSecret() throws Exception {
    String log = log();
    for (String secret :
        new String[] {"client-secret", "rt-secret", "at-secret", ADMIN_TOKEN, "eyJ", "FAKE LOG"}) {
      assertFalse(log.contains(secret), secret);
    }
    assertTrue(log.contains("A login failed: a state that was used before"), log);
    assertTrue(log.contains("INFO suda.audit {"), log);
    assertFalse(log.contains("{0}"), "a message without its parameter");
  }

  private static String base() {
    return suda.base().toString().replaceFirst("/$", "");
  }

  private static Visitor loggedIn(String subject) throws Exception {
    provider.subject = subject;
    Visitor visitor = new Visitor(suda.base());
    HttpResponse<String> callback = visitor.login("/");
    assertEquals(302, callback.statusCode(), callback.body());
    return visitor;
  }

  private static EventStreamClient events(Visitor visitor, String path) throws Exception {
    return EventStreamClient.open(visitor.base().resolve(path), "Cookie", visitor.cookie());
  }
}
