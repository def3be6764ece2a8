package chat.suda.provider.demo;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/**
 * Determines the address of the embedded demo model. No Jakarta EE API tells an application its
 * port, so it is taken from a received request.
 */
@ApplicationScoped
public class EmbeddedModel {

  /** The path of the API under the context root. */
  static final String PATH = "/demo/v1";

  private static final Pattern IP_LITERAL =
      Pattern.compile("\\d+(?:\\.\\d+){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]+(?:%\\w+)?");

  private final AtomicReference<URI> baseUrl = new AtomicReference<>();

  /** Whether the demo model answers: neither a key nor another model server is configured. */
  public static boolean enabled(Config config) {
    return isAbsent(config, "openai.api-key") && isAbsent(config, "openai.base-url");
  }

  private static boolean isAbsent(Config config, String key) {
    return config.getOptionalValue(key, String.class).filter(s -> !s.isBlank()).isEmpty();
  }

  /** Stores the listener of the request; later requests change nothing. */
  public void learn(HttpServletRequest request) {
    if (baseUrl.get() == null) {
      baseUrl.compareAndSet(
          null,
          URI.create(
              scheme(request)
                  + "://"
                  + host(request.getLocalAddr())
                  + ":"
                  + request.getLocalPort()
                  + request.getServletContext().getContextPath()
                  + PATH));
    }
  }

  /**
   * The base URL in the sense of OpenAI's clients, such as {@code http://127.0.0.1:8080/demo/v1}.
   *
   * @throws IllegalStateException before the first request
   */
  public URI baseUrl() {
    URI known = baseUrl.get();
    if (known == null) {
      throw new IllegalStateException(
          "The embedded demo model's address is not known before the server's first request");
    }
    return known;
  }

  /** Behind a proxy that terminates TLS, a secure request arrives on a listener of plain HTTP. */
  private static String scheme(HttpServletRequest request) {
    boolean proxied =
        request.getHeader("X-Forwarded-Proto") != null || request.getHeader("Forwarded") != null;
    return request.isSecure() && !proxied ? "https" : "http";
  }

  /**
   * Servers that trust forwarding headers may report a foreign address, which must not be called.
   */
  private static String host(String address) {
    if (address == null || !IP_LITERAL.matcher(address).matches() || !isOurs(address)) {
      return "127.0.0.1";
    }
    return address.contains(":") ? "[" + address + "]" : address;
  }

  private static boolean isOurs(String address) {
    try {
      InetAddress local = InetAddress.getByName(address);
      return !local.isAnyLocalAddress() && NetworkInterface.getByInetAddress(local) != null;
    } catch (UnknownHostException | SocketException e) {
      return false;
    }
  }
}
