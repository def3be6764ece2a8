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

/** Who has come, whether they still may, and what of them an administrator has set. */
@ApplicationScoped
public class People {

  /** A change on another node is seen after this at the latest. */
  private static final Duration AGE = Duration.ofSeconds(3);

  private static final int MAX = 20_000;
  private static final int ID_BITS = 128;
  private static final String ERASED = "erased";
  private static final String ANONYMOUS = "anonymous";

  private final TtlCache<Person> byDigest = new TtlCache<>(AGE, MAX);
  private final TtlCache<Optional<Person>> byId = new TtlCache<>(AGE, MAX);

  private final TtlCache<Boolean> erased = new TtlCache<>(AGE, MAX);

  @Inject PeopleStore store;
  @Inject SingleUse singleUse;
  @Inject SignOuts signOuts;

  public Optional<Person> find(String id) {
    return store.find(id);
  }

  /** Whether an administrator has disabled that person. Seconds old. */
  boolean disabled(String id) {
    return known(id).filter(Person::disabled).isPresent();
  }

  /** Whether that person's data were erased. Seconds old. */
  boolean erased(String id) {
    return known(id).isEmpty()
        && erased.get(id, unknown -> Optional.of(singleUse.spent(ERASED, unknown))).orElse(false);
  }

  /** That person. Seconds old; writes that they were seen. */
  public Optional<Person> known(String id) {
    return byId.get(id, unknown -> Optional.of(store.seenAgain(unknown))).flatMap(found -> found);
  }

  /**
   * People, who was seen last first.
   *
   * @param q a part of a name, an e-mail address or an id, or {@code null} for all
   * @param after the last of the page before, by {@link #cursor}, or {@code null}
   * @throws IllegalArgumentException if {@code after} is no cursor
   */
  public List<Person> list(String q, String after, int limit) {
    return store.list(q, after, limit);
  }

  /** Where a list goes on after that person. */
  public static String cursor(Person last) {
    return new ListCursor(Micros.of(last.lastSeenAt()), last.id()).toString();
  }

  /** Those of them that are disabled now. */
  List<String> disabledAmong(Collection<String> ids) {
    return store.disabledAmong(ids);
  }

  /** The person that this profile is of, who is added where they come for the first time. */
  Person seen(Profile profile) {
    return byDigest
        .get(profile.digest() + PersonRow.text(profile.roles()), key -> write(null, profile))
        .orElseThrow();
  }

  /** Adds an anonymous person, where they make something for the first time. */
  void seenAnonymous(String id) {
    Profile profile = new Profile(ANONYMOUS, id, null, null, Set.of());
    byDigest.get(profile.digest(), key -> write(id, profile));
  }

  private Optional<Person> write(String newId, Profile profile) {
    String id = newId == null ? Digests.random(ID_BITS) : newId;
    try {
      return Optional.of(store.seen(id, profile));
    } catch (RuntimeException e) {
      // Two calls at once, here or on another node: the other has added them.
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
   * Removes a person and their logins; what they own is the caller's to remove.
   *
   * @return whether there was one
   */
  public boolean erase(String id) {
    boolean known = store.erase(id);
    // Their cookie must not bring them back.
    singleUse.spend(ERASED, id, Instant.now().plus(Cookies.ONE_YEAR));
    forget();
    signOuts.end(SignOut.ofPerson(id));
    return known;
  }

  /** Has everything looked up anew. */
  void forget() {
    byDigest.forgetAll();
    byId.forgetAll();
    erased.forgetAll();
  }
}
