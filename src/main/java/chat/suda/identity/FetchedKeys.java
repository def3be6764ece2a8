package chat.suda.identity;

import java.net.URI;
import java.net.http.HttpResponse;
import java.security.Key;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * A JWKS (RFC 7517) at an address. It is fetched anew for a key that it does not have, at most once
 * in {@link #PAUSE}, and once in {@link #AGE} in any case.
 */
final class FetchedKeys implements VerificationKeyResolver {

  static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Duration AGE = Duration.ofHours(1);

  private record Fetched(List<JsonWebKey> keys, long nanos) {}

  private final ProviderHttp http;
  private final Supplier<URI> address;
  private volatile Fetched fetched;
  private long lastTry = System.nanoTime() - PAUSE.toNanos();

  /**
   * @param address may throw a {@link ProviderAwayException}
   */
  FetchedKeys(ProviderHttp http, Supplier<URI> address) {
    this.http = http;
    this.address = address;
  }

  @Override
  public Key resolveKey(JsonWebSignature signature, List<JsonWebStructure> nesting)
      throws UnresolvableKeyException {
    Fetched known = fetched;
    if (known != null && System.nanoTime() - known.nanos < AGE.toNanos()) {
      try {
        return FixedKeys.select(signature, known.keys);
      } catch (UnresolvableKeyException e) {
        // It may be a new one.
      }
    }
    return FixedKeys.select(signature, fetchAfter(known).keys);
  }

  /** The keys after those, or those once more where they were fetched a moment ago. */
  private synchronized Fetched fetchAfter(Fetched known) {
    if (fetched != known) {
      return fetched;
    }
    if (System.nanoTime() - lastTry >= PAUSE.toNanos()) {
      lastTry = System.nanoTime();
      try {
        fetched = fetch();
      } catch (ProviderAwayException e) {
        if (fetched == null) {
          throw e;
        }
      }
    }
    if (fetched == null) {
      throw new ProviderAwayException("The keys of the identity provider are not known");
    }
    return fetched;
  }

  private Fetched fetch() {
    HttpResponse<String> answer = http.get(address.get());
    if (answer.statusCode() != 200) {
      throw new ProviderAwayException("Its keys: HTTP " + answer.statusCode());
    }
    try {
      List<JsonWebKey> keys = new JsonWebKeySet(answer.body()).getJsonWebKeys();
      return new Fetched(keys, System.nanoTime());
    } catch (JoseException e) {
      throw new ProviderAwayException("Its keys are no JWKS", e);
    }
  }
}
