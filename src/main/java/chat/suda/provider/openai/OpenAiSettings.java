package chat.suda.provider.openai;

import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * A model server and its time-outs.
 *
 * @param baseUrl such as {@code https://api.openai.com/v1}, maybe with a query, which is kept;
 *     evaluated for every request
 * @param apiKey sent as bearer token, or {@code null}
 * @param firstTokenTimeout from the start of an attempt to its first text
 * @param idleTimeout between the events of an answer from then on
 * @param continuation how it is asked to continue an answer
 * @param transport how it is reached
 */
public record OpenAiSettings(
    Supplier<URI> baseUrl,
    String apiKey,
    Duration firstTokenTimeout,
    Duration idleTimeout,
    Continuation continuation,
    Transport transport) {

  /**
   * The network settings of a server.
   *
   * @param proxies {@code null} for none
   * @param tls {@code null} for the JVM's own
   * @param headers sent with every request
   */
  public record Transport(ProxySelector proxies, SSLContext tls, Map<String, String> headers) {

    /** Direct, with the JVM's TLS. */
    public static final Transport DIRECT = new Transport(null, null, Map.of());

    public Transport {
      headers = Map.copyOf(headers);
    }

    /** Without the headers, which may contain a key. */
    @Override
    public String toString() {
      return "Transport[]";
    }
  }

  public OpenAiSettings {
    Objects.requireNonNull(transport, "transport");
    Objects.requireNonNull(baseUrl, "baseUrl");
    requirePositive("firstTokenTimeout", firstTokenTimeout);
    requirePositive("idleTimeout", idleTimeout);
    Objects.requireNonNull(continuation, "continuation");
    apiKey = apiKey == null || apiKey.isBlank() ? null : apiKey.strip();
  }

  /** Settings of a server that cannot continue an answer. */
  public OpenAiSettings(
      Supplier<URI> baseUrl, String apiKey, Duration firstTokenTimeout, Duration idleTimeout) {
    this(baseUrl, apiKey, firstTokenTimeout, idleTimeout, Continuation.NONE, Transport.DIRECT);
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + ": must be positive");
    }
  }

  /** Without the key, so that it cannot get into a log. */
  @Override
  public String toString() {
    return "OpenAiSettings[firstTokenTimeout=%s, idleTimeout=%s]"
        .formatted(firstTokenTimeout, idleTimeout);
  }
}
