package chat.suda.config;

import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.microprofile.config.Config;

/** Reads typed settings; errors name the key. */
final class ConfigReader {

  private static final System.Logger LOG = System.getLogger(ConfigReader.class.getName());

  private final Config config;

  ConfigReader(Config config) {
    this.config = config;
  }

  Optional<String> text(String key) {
    return config.getOptionalValue(key, String.class).map(String::strip).filter(s -> !s.isEmpty());
  }

  /**
   * A secret to be sent as a header value: visible ASCII only (RFC 9110, section 5.5). Errors do
   * not show it.
   */
  Optional<String> headerSecret(String key) {
    Optional<String> secret = text(key);
    if (secret.filter(value -> !value.matches("[!-~]+")).isPresent()) {
      throw StartupFailure.of(key + ": has characters that no header may have");
    }
    return secret;
  }

  long whole(String key, long otherwise, long least, long most) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text.get());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Reported below, with the range.
    }
    throw wrong(key, text.get(), "a whole number from " + least + " to " + most);
  }

  Duration duration(String key, String otherwise) {
    String text = text(key).orElse(otherwise);
    try {
      Duration value = Duration.parse(text);
      if (value.compareTo(Duration.ZERO) > 0 && value.compareTo(Duration.ofDays(3650)) < 0) {
        return value;
      }
    } catch (DateTimeParseException e) {
      // Reported below, with an example.
    }
    throw wrong(key, text, "a positive ISO-8601 duration such as PT30S");
  }

  Optional<URI> httpUrl(String key) {
    return text(key).map(text -> httpUrl(key, text));
  }

  String databaseUrl(String key, String otherwise) {
    String url = text(key).orElse(otherwise);
    if (url.startsWith("jdbc:h2:") || url.startsWith("jdbc:postgresql:")) {
      return url;
    }
    // Not the URL itself, since it may contain a password.
    throw StartupFailure.of(key + ": is not a JDBC URL of H2 or PostgreSQL");
  }

  List<String> redisUrls(String key) {
    List<String> urls = text(key).map(RedisUrls::parse).orElse(List.of());
    if (urls.isEmpty() && text(key).isPresent()) {
      // Not the URL itself, since it may contain a password.
      throw StartupFailure.of(
          key + ": is not a redis, rediss or redis-sentinel URL (#name of the master), or several");
    }
    return urls;
  }

  /** One of these words; the first by default. */
  String oneOf(String key, List<String> words) {
    String value = text(key).orElse(words.get(0));
    if (!words.contains(value)) {
      throw wrong(key, value, "one of " + String.join(", ", words));
    }
    return value;
  }

  /** Words, comma-separated; empty if the key is not set. */
  Set<String> words(String key) {
    Set<String> words = new LinkedHashSet<>();
    for (String item : text(key).orElse("").split(",")) {
      if (!item.isBlank()) {
        words.add(item.strip());
      }
    }
    return Set.copyOf(words);
  }

  /** A secret; errors do not show it. */
  Optional<String> secret(String key, int leastChars) {
    Optional<String> value = text(key);
    if (value.isPresent() && value.get().length() < leastChars) {
      throw StartupFailure.of(key + ": must have " + leastChars + " characters or more");
    }
    return value;
  }

  /** Ranges of IP addresses, comma-separated. */
  List<AddressRange> addressRanges(String key, String otherwise) {
    List<AddressRange> ranges = new ArrayList<>();
    for (String item : text(key).orElse(otherwise).split(",")) {
      try {
        ranges.add(AddressRange.parse(item.strip()));
      } catch (IllegalArgumentException e) {
        throw wrong(key, item, "IP addresses or ranges such as " + otherwise);
      }
    }
    return List.copyOf(ranges);
  }

  /** Words, comma-separated. */
  List<String> list(String key) {
    return Arrays.stream(text(key).orElse("").split(","))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .distinct()
        .toList();
  }

  /** Words that may be a part of a key. */
  List<String> names(String key) {
    List<String> names = list(key);
    for (String name : names) {
      if (!name.matches("[A-Za-z0-9_-]{1,40}")) {
        throw wrong(key, name, "a name of letters, digits, - and _");
      }
    }
    return names;
  }

  /**
   * The values of all keys with this prefix, by the rest of the key. For environment variables,
   * whose names have no case and few signs, the rest is in upper case with - for _.
   */
  Map<String, String> withPrefix(String prefix) {
    String variable = prefix.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String key : config.getPropertyNames()) {
      if (key.startsWith(prefix)) {
        text(key).ifPresent(value -> values.put(key.substring(prefix.length()), value));
      } else if (key.startsWith(variable)) {
        String rest = key.substring(variable.length()).replace('_', '-');
        text(key).ifPresent(value -> values.putIfAbsent(rest, value));
      }
    }
    return values;
  }

  /** A proxy's address: the first of these that is set; the scheme is optional. */
  Optional<URI> proxy(String... names) {
    for (String name : names) {
      Optional<String> text = text(name);
      if (text.isPresent()) {
        String url = text.get().contains("://") ? text.get() : "http://" + text.get();
        URI proxy = httpUrl(name, url);
        if (proxy.getRawUserInfo() != null) {
          LOG.log(Level.WARNING, "{0}: its user and password are not sent to the proxy", name);
        }
        return Optional.of(proxy);
      }
    }
    return Optional.empty();
  }

  /** Origins, comma-separated, each as a browser sends it (RFC 6454, section 6.1). */
  Set<String> origins(String key, String otherwise) {
    Set<String> origins = new LinkedHashSet<>();
    for (String item : text(key).orElse(otherwise).split(",")) {
      if (!item.isBlank()) {
        URI uri = httpUrl(key, item.strip());
        if (!uri.getPath().replace("/", "").isEmpty()
            || uri.getQuery() != null
            || uri.getFragment() != null
            || uri.getUserInfo() != null) {
          throw wrong(key, item, "origins such as https://app.example");
        }
        origins.add(origin(uri));
      }
    }
    return Set.copyOf(origins);
  }

  /** Without the scheme's default port, as a browser sends it. */
  private static String origin(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    String port = scheme.equals("https") ? ":443$" : ":80$";
    return scheme + "://" + uri.getAuthority().toLowerCase(Locale.ROOT).replaceFirst(port, "");
  }

  private static URI httpUrl(String key, String text) {
    try {
      URI uri = URI.create(text);
      if (uri.isAbsolute()
          && uri.getHost() != null
          && uri.getScheme().matches("(?i)https?")
          && uri.getPort() <= 65535) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Reported below.
    }
    throw wrong(key, text, "an http or https URL");
  }

  private static IllegalStateException wrong(String key, String value, String wanted) {
    return StartupFailure.of(key + ": \"" + value + "\" is not " + wanted);
  }
}
