package chat.suda.provider.openai;

import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Logs why a model server cannot be used: one line, at most once a minute for each cause and
 * server. Clients see no addresses.
 */
final class OperatorNotice {

  private static final System.Logger LOG = System.getLogger("chat.suda.provider");

  /** Messages of web frameworks and model servers for an unknown path. */
  private static final Pattern OF_ADDRESS =
      Pattern.compile(
          "^\\W*(error )?(404\\W*)?((page|file|resource|path|route|url|endpoint) )?(was )?(not found|not exist)\\W*$"
              + "|^\\W*404\\W*$|^no message available$"
              + "|\\b(unknown|invalid|unrecognized|requested|unsupported) (request )?(url|path|route|endpoint)\\b"
              + "|\\bendpoint or method\\b|\\bcannot (get|post)\\b|\\bno (static resource|route|handler)\\b|\\b(get|post):? /",
          Pattern.CASE_INSENSITIVE);

  /** The JDK's message of an {@code IOException}. */
  private static final String TUNNEL_FAILED = "Tunnel failed";

  private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int MAX_REMEMBERED = 1000;
  private static final Map<String, Long> LAST = new ConcurrentHashMap<>();

  private OperatorNotice() {}

  /** A request was not answered. */
  static void of(Throwable problem, URI base) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
        say(base, "its host name is not found");
        return;
      }
      if (cause instanceof SSLException) {
        say(
            base,
            "its certificate is not trusted, or TLS fails ("
                + cause.getMessage()
                + "); suda.tls.truststore names what to trust beside the JVM's own");
        return;
      }
    }
    if (problem instanceof ConnectException) {
      say(base, "the connection is refused");
    } else if (String.valueOf(problem.getMessage()).startsWith(TUNNEL_FAILED)) {
      ofProxy(problem.getMessage(), base);
    }
  }

  /** A proxy did not connect. */
  static void ofProxy(String answer, URI base) {
    say(base, "the proxy does not connect to it (" + answer + ")");
  }

  /**
   * A 404 of chat completions.
   *
   * @return whether the path is unknown there; otherwise the body tells what is
   */
  static boolean ofNotFound(byte[] body, URI base) {
    String words = ErrorParser.parse(body, 0, body.length).message();
    if (words != null && !OF_ADDRESS.matcher(words).find()) {
      return false;
    }
    String path = base.getRawPath() == null ? "" : base.getRawPath();
    say(
        base,
        "404 at /chat/completions"
            + (path.contains("/v1") ? "" : "; most servers want a base URL that ends in /v1"));
    return true;
  }

  private static void say(URI base, String what) {
    String server = base.getScheme() + "://" + base.getHost() + port(base) + path(base);
    long now = System.nanoTime();
    boolean[] due = new boolean[1];
    if (LAST.size() > MAX_REMEMBERED) {
      LAST.clear();
    }
    LAST.compute(
        server + what,
        (key, last) -> {
          due[0] = last == null || now - last > PAUSE_NANOS;
          return due[0] ? now : last;
        });
    if (due[0]) {
      LOG.log(Level.WARNING, "The model server {0} cannot be used: {1}", server, what);
    }
  }

  private static String port(URI base) {
    return base.getPort() < 0 ? "" : ":" + base.getPort();
  }

  private static String path(URI base) {
    return base.getRawPath() == null ? "" : base.getRawPath();
  }
}
