package chat.suda.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.stream.IntStream;

/** Parses the addresses of Redis servers: a single one, some of a cluster, or Sentinels. */
final class RedisUrls {

  private static final String SENTINEL = "redis-sentinel://";
  private static final String HOST = "(\\[[\\da-fA-F:.]+\\]|[\\w.-]+)(:\\d{1,5})?";
  private static final String SENTINELS = "([^@/]*@)?%s(,%s)*(/\\d+)?(\\?[^#]*)?#.+";

  /** A comma that is not part of a password. */
  private static final String COMMA = "\\s*,\\s*(?=rediss?://|[^@]*$)";

  private RedisUrls() {}

  /**
   * One URL per server, with the first one's password if it has none; Sentinels together in one.
   *
   * @return empty if the text is invalid
   */
  static List<String> parse(String text) {
    if (text.startsWith(SENTINEL)) {
      return text.substring(SENTINEL.length()).matches(SENTINELS.formatted(HOST, HOST))
          ? List.of(text)
          : List.of();
    }
    String[] parts = text.split(COMMA);
    String before = beforeHost(parts[0]);
    List<String> servers =
        IntStream.range(0, parts.length)
            .mapToObj(i -> i == 0 || parts[i].contains("://") ? parts[i] : before + parts[i])
            .toList();
    return servers.stream().allMatch(RedisUrls::isServer) ? servers : List.of();
  }

  private static String beforeHost(String url) {
    int at = url.lastIndexOf('@');
    int host = at < 0 ? url.lastIndexOf('/') : at;
    return url.substring(0, host + 1);
  }

  private static boolean isServer(String url) {
    try {
      URI uri = new URI(url);
      return uri.getHost() != null && uri.getPort() < 65_536 && uri.getScheme().matches("rediss?");
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
