package chat.suda.identity;

import chat.suda.config.Authentication;
import chat.suda.config.Settings;
import chat.suda.identity.Identification.Refusal;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Identifies callers: by ticket, bearer token, login cookie, proxy or anonymous cookie. */
@ApplicationScoped
public class Callers {

  private static final String SCHEME = "Bearer ";

  @Inject Settings settings;
  @Inject People people;
  @Inject Logins logins;
  @Inject BearerTokens bearerTokens;
  @Inject Tickets tickets;
  @Inject ProviderNotice notice;

  private Authentication authentication;
  private ProxyHeaders proxyHeaders;

  @PostConstruct
  void prepare() {
    authentication = settings.authentication();
    proxyHeaders = new ProxyHeaders(authentication.proxy());
  }

  /** Identifies the caller; in anonymous mode there may be none. */
  Identification identify(HttpServletRequest request) {
    try {
      Identification found = find(request);
      if (found.caller() != null) {
        return admitted(found.caller(), request);
      }
      if (found.refusal() == Refusal.UNKNOWN && isPublic(request)) {
        return new Identification(null, null);
      }
      return found.refusal() == null && RequestPath.isAdmin(request)
          ? Identification.refused(Refusal.ADMIN)
          : found;
    } catch (ProviderUnavailableException e) {
      notice.away(e);
      return Identification.refused(Refusal.AWAY);
    }
  }

  /** Publicly shared conversations need no login. */
  private boolean isPublic(HttpServletRequest request) {
    return settings.sharing() == Settings.Sharing.PUBLIC
        && request.getMethod().equals("GET")
        && RequestPath.isShare(request);
  }

  private Identification find(HttpServletRequest request) {
    Optional<String> ticket = Tickets.of(request);
    if (ticket.isPresent()) {
      return tickets
          .take(ticket.get(), request)
          .map(Identification::of)
          .orElseGet(() -> Identification.refused(Refusal.INVALID));
    }
    Optional<String> bearer = bearer(request);
    boolean admin = RequestPath.isAdmin(request);
    if (bearer.isPresent() && isAdminToken(bearer.get())) {
      return admin
          ? Identification.of(Caller.adminToken())
          : Identification.refused(Refusal.INVALID);
    }
    return switch (authentication.mode()) {
      case ANONYMOUS ->
          bearer.isPresent() && admin
              ? Identification.refused(Refusal.INVALID)
              : byAnonymousCookie(request);
      // An invalid bearer token is refused, even if there is a valid cookie.
      case OIDC -> bearer.map(this::byBearer).orElseGet(() -> byLogin(request));
      case TOKEN ->
          bearer.map(this::byBearer).orElseGet(() -> Identification.refused(Refusal.UNKNOWN));
      case PROXY -> byProxy(request);
    };
  }

  /** The token of the request's {@code Authorization}, if it has this scheme (RFC 6750). */
  public static Optional<String> bearer(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? Optional.of(header.substring(SCHEME.length()).strip())
        : Optional.empty();
  }

  private boolean isAdminToken(String bearer) {
    return authentication.adminToken().filter(token -> Digests.same(token, bearer)).isPresent();
  }

  private static Identification byAnonymousCookie(HttpServletRequest request) {
    return new Identification(
        Cookies.values(request, AnonymousSecret.COOKIE).stream()
            .flatMap(secret -> AnonymousSecret.holder(secret).stream())
            .findFirst()
            .map(Caller::anonymous)
            .orElse(null),
        null);
  }

  private Identification byBearer(String token) {
    try {
      BearerTokens.Verified verified = bearerTokens.verify(token);
      Set<String> roles = verified.profile().roles();
      if (people.erasedSince(verified.profile(), verified.issuedAt())) {
        return Identification.refused(Refusal.INVALID);
      }
      return authentication.allows(roles)
          ? Identification.of(
              caller(people.seen(verified.profile()), roles, null, verified.expiresAt()))
          : Identification.refused(Refusal.ROLE);
    } catch (InvalidTokenException e) {
      return Identification.refused(Refusal.INVALID);
    }
  }

  /** The first of the cookies with a valid login. */
  private Identification byLogin(HttpServletRequest request) {
    return login(request)
        .flatMap(
            login ->
                people
                    .known(login.person())
                    .map(person -> caller(person, login.roles(), login.id(), login.expiresAt())))
        .map(Identification::of)
        .orElseGet(() -> Identification.refused(Refusal.UNKNOWN));
  }

  /** The login of the request's cookie. */
  Optional<Login> login(HttpServletRequest request) {
    Instant now = Instant.now();
    return Cookies.values(request, Login.COOKIE).stream()
        .flatMap(value -> logins.find(Digests.sha256(value)).stream())
        .filter(login -> now.isBefore(login.expiresAt()))
        .findFirst();
  }

  private Identification byProxy(HttpServletRequest request) {
    return proxyHeaders
        .read(request)
        .map(
            profile ->
                authentication.allows(profile.roles())
                    ? Identification.of(caller(people.seen(profile), profile.roles(), null, null))
                    : Identification.refused(Refusal.ROLE))
        .orElseGet(() -> Identification.refused(Refusal.UNKNOWN));
  }

  private Caller caller(Person person, Set<String> roles, String login, Instant expiresAt) {
    return new Caller(
        person.id(),
        person.name(),
        person.email(),
        roles,
        roles.contains(authentication.adminRole()),
        false,
        login,
        expiresAt);
  }

  private Identification admitted(Caller caller, HttpServletRequest request) {
    if (RequestPath.isAdmin(request)) {
      if (!caller.admin()) {
        return new Identification(caller, Refusal.ADMIN);
      }
    } else if (!authentication.allows(caller.roles()) && !caller.anonymous()) {
      return new Identification(caller, Refusal.ROLE);
    }
    if (people.erased(caller.id())) {
      return Identification.refused(caller.anonymous() ? Refusal.ERASED : Refusal.INVALID);
    }
    return people.disabled(caller.id())
        ? new Identification(caller, Refusal.DISABLED)
        : Identification.of(caller);
  }
}
