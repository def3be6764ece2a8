package chat.suda.config;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The configuration, with the contract's defaults. An invalid value stops the deployment with one
 * line that names the key.
 */
@ApplicationScoped
public class Settings {

  /** H2's maximum for one column, in UTF-16 code units. */
  private static final int MAX_CHARS = 1_048_576;

  private List<UpstreamSettings> upstreams;
  private String defaultModel;
  private OutgoingHttp outgoingHttp;
  private Streams streams;
  private Limits limits;
  private Set<String> origins;
  private Set<String> embedOrigins;
  private Database database;
  private int historyChars;
  private Attachments attachments;
  private Sharing sharing;
  private long importBytes;
  private List<String> redisUrls;
  private Authentication authentication;
  private Quotas quotas;
  private Optional<Duration> retention;
  private ToolSettings tools;

  public Settings() {
    this(ConfigProvider.getConfig());
  }

  Settings(Config config) {
    ConfigReader keys = new ConfigReader(config);
    upstreams = UpstreamSettings.read(keys);
    defaultModel = defaultModel(keys);
    outgoingHttp = OutgoingHttp.read(keys);
    streams =
        new Streams(
            Duration.ofSeconds(keys.whole("suda.heartbeat", 30, 1, 60)),
            keys.whole("suda.retry", 2000, 0, 3_600_000),
            (int) keys.whole("suda.log.events", 10_000, 1, 10_000_000),
            keys.whole("suda.log.bytes", 4_194_304, 1024, Long.MAX_VALUE),
            keys.duration("suda.log.ttl", "PT1H"),
            keys.whole(
                "suda.log.total-bytes",
                Runtime.getRuntime().maxMemory() / 4,
                1_048_576,
                Long.MAX_VALUE));
    limits =
        new Limits(
            (int) keys.whole("suda.max-connections", 10_000, 1, 10_000_000),
            (int) keys.whole("suda.max-connections-per-user", 50, 1, 10_000_000),
            (int) keys.whole("suda.max-generations", 1000, 1, 1_000_000),
            (int) keys.whole("suda.max-generations-per-user", 8, 1, 1_000_000),
            (int) keys.whole("suda.max-body-bytes", 1_048_576, 1, 1 << 30),
            (int) keys.whole("suda.max-message-chars", 200_000, 1, MAX_CHARS),
            (int) keys.whole("suda.max-answer-chars", 1_000_000, 1, 1 << 30));
    embedOrigins = keys.origins("suda.embed.origins", "");
    origins =
        Stream.concat(
                keys.origins("client.origin", "http://localhost:5173").stream(),
                embedOrigins.stream())
            .collect(Collectors.toUnmodifiableSet());
    database = Database.read(keys);
    historyChars = (int) keys.whole("suda.max-history-chars", 200_000, 1, 1 << 30);
    attachments =
        new Attachments(
            keys.whole("suda.max-attachment-bytes", 20L << 20, 1, 1L << 30),
            keys.whole("suda.max-attachment-bytes-per-user", 1L << 30, 1, Long.MAX_VALUE),
            (int) keys.whole("suda.max-attachment-chars", 200_000, 1, 10_000_000));
    sharing =
        Sharing.valueOf(
            keys.oneOf("suda.share", List.of("login", "off", "public")).toUpperCase(Locale.ROOT));
    importBytes = keys.whole("suda.max-import-bytes", 500_000_000, 1, 1L << 40);
    redisUrls = keys.redisUrls("suda.redis.url");
    authentication = Authentication.read(keys);
    quotas = Quotas.read(keys);
    retention = keys.text("suda.retention").map(given -> keys.duration("suda.retention", given));
    tools = ToolSettings.read(keys);
  }

  /**
   * Reads all settings now rather than at first use.
   *
   * @throws IllegalStateException names the invalid key
   */
  public void check() {
    // Done by the constructor, which the container has called.
  }

  /** The model servers: at least one, the first is the default. */
  public List<UpstreamSettings> upstreams() {
    return upstreams;
  }

  /** The server of a model. */
  public UpstreamSettings upstreamOf(String model) {
    return upstreams.stream()
        .filter(upstream -> upstream.names(model))
        .findFirst()
        .orElse(upstreams.get(0));
  }

  /** The model of requests that name none. */
  public String defaultModel() {
    return defaultModel;
  }

  /** The name of a model for callers: with its server's prefix, if servers have one. */
  public String qualifiedModel(String model) {
    UpstreamSettings upstream = upstreamOf(model);
    return upstream.names(model) ? model : upstream.qualified(model);
  }

  private String defaultModel(ConfigReader keys) {
    UpstreamSettings first = upstreams.get(0);
    String model =
        keys.text("openai.model")
            .orElseGet(
                () ->
                    first.demo()
                        ? "suda-demo"
                        : first.models().stream().findFirst().orElse("gpt-4o-mini"));
    return qualifiedModel(model);
  }

  public OutgoingHttp outgoingHttp() {
    return outgoingHttp;
  }

  public Streams streams() {
    return streams;
  }

  public Limits limits() {
    return limits;
  }

  public Database database() {
    return database;
  }

  /**
   * The Redis shared by several nodes, for a cluster several servers; empty for a single node. URLs
   * may contain a password.
   */
  public List<String> redisUrls() {
    return redisUrls;
  }

  public Authentication authentication() {
    return authentication;
  }

  /** The quotas of people. */
  public Quotas quotas() {
    return quotas;
  }

  /** Conversations unchanged for longer are deleted; empty: never. */
  public Optional<Duration> retention() {
    return retention;
  }

  public Attachments attachments() {
    return attachments;
  }

  public Sharing sharing() {
    return sharing;
  }

  /** Maximum size of an imported file, in bytes. */
  public long importBytes() {
    return importBytes;
  }

  public ToolSettings tools() {
    return tools;
  }

  /** Maximum length of a conversation's text in a prompt, in UTF-16 code units. */
  public int historyChars() {
    return historyChars;
  }

  /** The foreign origins (RFC 6454) that may make calls. */
  public Set<String> origins() {
    return origins;
  }

  /** Those of them whose pages may embed Suda in a frame. */
  public Set<String> embedOrigins() {
    return embedOrigins;
  }

  /**
   * Settings of event streams.
   *
   * @param retryMillis the clients' reconnection time
   * @param logEvents, logBytes, logAge bounds of a channel's log
   * @param logTotalBytes memory for all logs of the node together
   */
  public record Streams(
      Duration heartbeat,
      long retryMillis,
      int logEvents,
      long logBytes,
      Duration logAge,
      long logTotalBytes) {}

  /**
   * Limits for uploads.
   *
   * @param bytes of one file
   * @param bytesPerUser of all files of a user together
   * @param chars how much of a file's text is in a prompt, in UTF-16 code units
   */
  public record Attachments(long bytes, long bytesPerUser, int chars) {}

  /** Who may view shared conversations. */
  public enum Sharing {
    /** Authenticated people. */
    LOGIN,
    /** No one. */
    OFF,
    /** Anyone with the link. */
    PUBLIC
  }

  /**
   * The database of conversations.
   *
   * @param url of JDBC, for H2 or PostgreSQL
   * @param password a secret
   */
  public record Database(String url, String user, String password) {

    private static Database read(ConfigReader keys) {
      String home = System.getProperty("user.home", ".");
      return new Database(
          keys.databaseUrl("suda.db.url", "jdbc:h2:file:" + home + "/.suda/suda"),
          keys.text("suda.db.user").orElse("sa"),
          keys.text("suda.db.password").orElse(""));
    }

    /** Whether it is PostgreSQL, else H2. */
    public boolean postgresql() {
      return url.startsWith("jdbc:postgresql:");
    }

    @Override
    public String toString() {
      return "Database[" + (postgresql() ? "PostgreSQL" : "H2") + "]";
    }
  }

  /** Limits per node and per user, and for the size of requests. */
  public record Limits(
      int connections,
      int connectionsPerUser,
      int generations,
      int generationsPerUser,
      int bodyBytes,
      int messageChars,
      int answerChars) {}
}
