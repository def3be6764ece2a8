package chat.suda.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.servlet.http.HttpServletRequest;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Tickets: each opens one event stream, for clients that cannot send headers. */
@ApplicationScoped
public class Tickets {

  /** The lifetime of a ticket. */
  public static final Duration LIFETIME = Duration.ofSeconds(30);

  private static final String PARAMETER = "ticket=";
  private static final int BITS = 256;

  @Inject SingleUseStore store;
  @Inject Logins logins;

  /** Issues a ticket to the caller. */
  public String issue(Caller caller) {
    String ticket = Digests.random(BITS);
    store.addTicket(Digests.sha256(ticket), json(caller), Instant.now().plus(LIFETIME));
    return ticket;
  }

  /** The ticket in the request's query. */
  static Optional<String> of(HttpServletRequest request) {
    String query = request.getQueryString();
    return query == null
        ? Optional.empty()
        : Arrays.stream(query.split("&"))
            .filter(parameter -> parameter.startsWith(PARAMETER))
            .map(parameter -> parameter.substring(PARAMETER.length()))
            .findFirst();
  }

  /** The owner of the ticket, if it is valid and the request is an event stream; consumes it. */
  Optional<Caller> take(String ticket, HttpServletRequest request) {
    Optional<Caller> caller = store.takeTicket(Digests.sha256(ticket)).map(Tickets::caller);
    return opensStream(request)
        ? caller
            .filter(found -> !found.expired(Instant.now()))
            .filter(found -> found.login() == null || logins.find(found.login()).isPresent())
        : Optional.empty();
  }

  private static boolean opensStream(HttpServletRequest request) {
    String path = request.getRequestURI();
    return request.getMethod().equals("GET")
        && (path.endsWith("/events") || path.endsWith(RequestPath.SEED));
  }

  private static String json(Caller caller) {
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("id", caller.id())
            .add("roles", Json.createArrayBuilder(caller.roles()))
            .add("admin", caller.admin())
            .add("anonymous", caller.anonymous());
    if (caller.login() != null) {
      json.add("login", caller.login());
    }
    if (caller.expiresAt() != null) {
      json.add("expiresAt", caller.expiresAt().toString());
    }
    return json.build().toString();
  }

  private static Caller caller(String json) {
    JsonObject object = Json.createReader(new StringReader(json)).readObject();
    Set<String> roles =
        object.getJsonArray("roles").getValuesAs(JsonString.class).stream()
            .map(JsonString::getString)
            .collect(Collectors.toSet());
    String expiry = object.getString("expiresAt", null);
    return new Caller(
        object.getString("id"),
        null,
        null,
        roles,
        object.getBoolean("admin"),
        object.getBoolean("anonymous"),
        object.getString("login", null),
        expiry == null ? null : Instant.parse(expiry));
  }
}
