package chat.suda.identity;

import java.net.URI;
import java.net.http.HttpResponse;
import java.security.Key;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * A JWKS (RFC 7517) from a URL. Fetched again for an unknown key, at most once in {@link #PAUSE},
 * and at least once in {@link #AGE} when used.
 */
final class FetchedKeys implements VerificationKeyResolver {

  static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Duration AGE = Duration.ofHours(1);

  private record Fetched(List<JsonWebKey> keys, long nanos) {}

  private final ProviderHttp http;
  private final Supplier<URI> address;

  /** Held during a fetch; callers whose key is known do not wait for it. */
  private final ReentrantLock lock = new ReentrantLock();

  private volatile Fetched fetched;
  private long lastTry = System.nanoTime() - PAUSE.toNanos();

  /**
   * @param address may throw a {@link ProviderUnavailableException}
   */
  FetchedKeys(ProviderHttp http, Supplier<URI> address) {
    this.http = http;
    this.address = address;
  }

  @Override
  public Key resolveKey(JsonWebSignature signature, List<JsonWebStructure> nesting)
      throws UnresolvableKeyException {
    Fetched known = fetched;
    if (known != null && (isFresh(known) || lock.isLocked())) {
      try {
        return FixedKeys.select(signature, known.keys);
      } catch (UnresolvableKeyException e) {
        // It may be a new key.
      }
    }
    return FixedKeys.select(signature, fetchAfter(known).keys);
  }

  private static boolean isFresh(Fetched known) {
    return System.nanoTime() - known.nanos < AGE.toNanos();
  }

  /** Newer keys than those, or the same if they were fetched too recently. */
  private Fetched fetchAfter(Fetched known) {
    lock.lock();
    try {
      return fetched == known ? fetchAgain() : fetched;
    } finally {
      lock.unlock();
    }
  }

  private Fetched fetchAgain() {
    if (System.nanoTime() - lastTry >= PAUSE.toNanos()) {
      try {
        URI where = address.get(); // without the address no keys can be fetched
        lastTry = System.nanoTime();
        fetched = fetch(where);
      } catch (ProviderUnavailableException e) {
        if (fetched == null) {
          throw e;
        }
      }
    }
    if (fetched == null) {
      throw new ProviderUnavailableException("The keys of the identity provider are not known");
    }
    return fetched;
  }

  private Fetched fetch(URI where) {
    HttpResponse<String> answer = http.get(where);
    if (answer.statusCode() != 200) {
      throw new ProviderUnavailableException("Its keys: HTTP " + answer.statusCode());
    }
    try {
      List<JsonWebKey> keys = new JsonWebKeySet(answer.body()).getJsonWebKeys();
      return new Fetched(keys, System.nanoTime());
    } catch (JoseException | ClassCastException e) {
      throw new ProviderUnavailableException("Its keys are no JWKS", e);
    }
  }
}
