package chat.suda.identity;

import chat.suda.database.ListCursor;
import chat.suda.database.Micros;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The known people, their access, and the settings that an administrator has made for them. */
@ApplicationScoped
public class People {

  /** Maximum delay until a change on another node is noticed. */
  private static final Duration AGE = Duration.ofSeconds(3);

  private static final int MAX = 20_000;
  private static final int ID_BITS = 128;
  private static final String ERASED = "erased";
  private static final String ERASED_PROFILE = "erased profile";
  private static final Duration ERASED_FOR = Cookies.ONE_YEAR;

  /** How long a token that does not say when it was issued may have been issued before. */
  private static final Duration UNDATED_TOKENS = Duration.ofDays(1);

  private static final String ANONYMOUS = "anonymous";

  private final TtlCache<Person> byDigest = new TtlCache<>(AGE, MAX);
  private final TtlCache<Optional<Person>> byId = new TtlCache<>(AGE, MAX);

  private final TtlCache<Boolean> erased = new TtlCache<>(AGE, MAX);
  private final TtlCache<Instant> erasures = new TtlCache<>(AGE, MAX);

  @Inject PeopleStore store;
  @Inject SingleUse singleUse;
  @Inject SignOuts signOuts;

  public Optional<Person> find(String id) {
    return store.find(id);
  }

  /** Whether an administrator has disabled that person. Cached for seconds. */
  boolean disabled(String id) {
    return known(id).filter(Person::disabled).isPresent();
  }

  /** Whether that person's data were erased. */
  public boolean isErased(String id) {
    return singleUse.spent(ERASED, id);
  }

  /** Likewise, but cached for seconds. */
  boolean erased(String id) {
    return known(id).isEmpty()
        && erased.get(id, unknown -> Optional.of(isErased(unknown))).orElse(false);
  }

  /**
   * Whether the person of this profile was erased after a token was issued, so that it must not
   * create them again. Cached for seconds.
   *
   * @param issuedAt in whole seconds (RFC 7519), or {@code null} if the token does not say
   */
  boolean erasedSince(Profile profile, Instant issuedAt) {
    Instant erasedAt =
        erasures
            .get(
                profile.digest(),
                digest ->
                    Optional.of(
                        singleUse
                            .expiry(ERASED_PROFILE, digest)
                            .map(expiry -> expiry.minus(ERASED_FOR))
                            .orElse(Instant.MIN)))
            .orElseThrow();
    if (erasedAt.equals(Instant.MIN)) {
      return false;
    }
    return issuedAt == null
        ? Instant.now().isBefore(erasedAt.plus(UNDATED_TOKENS))
        : !issuedAt.isAfter(erasedAt);
  }

  /** That person. Cached for seconds; records the access. */
  public Optional<Person> known(String id) {
    return byId.get(id, unknown -> Optional.of(store.seenAgain(unknown))).flatMap(found -> found);
  }

  /**
   * People, the last seen first.
   *
   * @param q a part of a name, an e-mail address or an id, or {@code null} for all
   * @param after the last of the page before, by {@link #cursor}, or {@code null}
   * @throws IllegalArgumentException if {@code after} is no cursor
   */
  public List<Person> list(String q, String after, int limit) {
    return store.list(q, after, limit);
  }

  /** The cursor after that person. */
  public static String cursor(Person last) {
    return new ListCursor(Micros.of(last.lastSeenAt()), last.id()).toString();
  }

  /** Those of them that are disabled now. */
  List<String> disabledAmong(Collection<String> ids) {
    return store.disabledAmong(ids);
  }

  /** The person of this profile, added at the first access. */
  Person seen(Profile profile) {
    return byDigest
        .get(profile.digest() + PersonRow.text(profile.roles()), key -> write(null, profile))
        .orElseThrow();
  }

  /** Adds an anonymous person when they first create something. */
  void seenAnonymous(String id) {
    Profile profile = new Profile(ANONYMOUS, id, null, null, Set.of());
    byDigest.get(profile.digest(), key -> write(id, profile));
  }

  private Optional<Person> write(String newId, Profile profile) {
    String id = newId == null ? Digests.random(ID_BITS) : newId;
    try {
      return Optional.of(store.seen(id, profile));
    } catch (RuntimeException e) {
      // A concurrent call, here or on another node, has added them.
      return Optional.of(store.findByDigest(profile.digest()).orElseThrow(() -> e));
    }
  }

  /**
   * Disables or enables a person. Their logins and event streams end on all nodes, and their
   * answers are stopped.
   */
  public Optional<Person> disable(String id, boolean disabled) {
    Optional<Person> changed = store.disable(id, disabled);
    forget();
    if (changed.isPresent() && disabled) {
      signOuts.end(SignOut.ofPerson(id));
    }
    return changed;
  }

  /** Sets the person's own limit; {@code null}: that of their roles. */
  public Optional<Person> limit(String id, Long tokensPerDay) {
    Optional<Person> changed = store.limit(id, tokensPerDay);
    forget();
    return changed;
  }

  /**
   * Deletes a person and their logins; the caller deletes what they own.
   *
   * @return whether there was one
   */
  public boolean erase(String id) {
    // First: neither their cookie nor a bearer token issued before must create them again.
    Instant until = Instant.now().plus(ERASED_FOR);
    singleUse.spend(ERASED, id, until);
    store.digest(id).ifPresent(profile -> singleUse.renew(ERASED_PROFILE, profile, until));
    boolean known = store.erase(id);
    forget();
    signOuts.end(SignOut.ofPerson(id));
    return known;
  }

  /** Clears the caches. */
  void forget() {
    byDigest.forgetAll();
    byId.forgetAll();
    erased.forgetAll();
    erasures.forgetAll();
  }
}
