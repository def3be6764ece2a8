package chat.suda.config;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model server.
 *
 * @param name the prefix of its models' names; empty for the only one, whose models have none
 * @param baseUrl such as {@code https://api.openai.com/v1}; empty for the embedded demo model
 * @param apiKey a secret: for the upstream alone
 * @param models that it offers; empty to ask it
 * @param headers sent with every request; their values may be secrets
 * @param roles who may use it; empty for all
 * @param continuation how it is asked for the rest of an answer, see {@code
 *     chat.suda.provider.openai.Continuation}
 */
public record UpstreamSettings(
    Optional<String> name,
    Optional<URI> baseUrl,
    Optional<String> apiKey,
    List<String> models,
    Map<String, String> headers,
    Set<String> roles,
    Duration firstTokenTimeout,
    Duration idleTimeout,
    String continuation) {

  private static final List<String> CONTINUATIONS =
      List.of("none", "assistant", "prefix", "continue_final_message");

  /** At least one; the first is the default. */
  static List<UpstreamSettings> read(ConfigReader keys) {
    List<String> names = keys.names("suda.providers");
    if (names.isEmpty()) {
      return List.of(only(keys));
    }
    List<UpstreamSettings> all = new ArrayList<>();
    for (String name : names) {
      all.add(named(keys, name));
    }
    return List.copyOf(all);
  }

  private static UpstreamSettings only(ConfigReader keys) {
    Optional<String> key = keys.headerSecret("openai.api-key");
    Optional<URI> base = keys.httpUrl("openai.base-url");
    if (base.isEmpty() && key.isPresent()) {
      base = Optional.of(URI.create("https://api.openai.com/v1"));
    }
    return new UpstreamSettings(
        Optional.empty(),
        base,
        key,
        List.of(),
        Map.of(),
        Set.of(),
        keys.duration("openai.first-token-timeout", "PT60S"),
        keys.duration("openai.idle-timeout", "PT30S"),
        keys.oneOf("openai.continuation", CONTINUATIONS));
  }

  private static UpstreamSettings named(ConfigReader keys, String name) {
    String prefix = "suda.provider." + name + ".";
    Map<String, String> headers = keys.withPrefix(prefix + "header.");
    headers.forEach((header, value) -> requireHeader(prefix + "header." + header, header, value));
    return new UpstreamSettings(
        Optional.of(name),
        Optional.of(
            keys.httpUrl(prefix + "base-url")
                .orElseThrow(() -> StartupFailure.of(prefix + "base-url: is not set"))),
        keys.headerSecret(prefix + "api-key"),
        keys.list(prefix + "models"),
        headers,
        new LinkedHashSet<>(keys.list(prefix + "roles")),
        keys.duration(prefix + "first-token-timeout", "PT60S"),
        keys.duration(prefix + "idle-timeout", "PT30S"),
        keys.oneOf(prefix + "continuation", CONTINUATIONS));
  }

  private static void requireHeader(String key, String header, String value) {
    try {
      HttpRequest.newBuilder().header(header, value);
    } catch (IllegalArgumentException e) {
      throw StartupFailure.of(key + ": is not a header that can be set");
    }
  }

  /** Whether it is the embedded demo model. */
  public boolean demo() {
    return baseUrl.isEmpty();
  }

  /** The name of one of its models for callers. */
  public String qualified(String model) {
    return name.map(prefix -> prefix + '/' + model).orElse(model);
  }

  /** Whether this is the name of one of its models for callers. */
  boolean names(String model) {
    return name.map(prefix -> model.startsWith(prefix + '/')).orElse(true);
  }

  @Override
  public String toString() {
    return "UpstreamSettings[" + name.orElse("") + "]";
  }
}
