package chat.suda.identity;

import chat.suda.config.Authentication;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Identifies callers by the headers of a trusted proxy. */
final class ProxyHeaders {

  private static final String ISSUER = "proxy";

  private final Authentication.Proxy settings;

  ProxyHeaders(Authentication.Proxy settings) {
    this.settings = settings;
  }

  /** The caller; empty if the address is not trusted or a header occurs twice. */
  Optional<Profile> read(HttpServletRequest request) {
    String address = request.getRemoteAddr();
    if (settings.trusted().stream().noneMatch(range -> range.contains(address))) {
      return Optional.empty();
    }
    String user = single(request, settings.userHeader());
    List<String> roles = headers(request, settings.rolesHeader());
    if (user == null || roles.size() > 1) {
      return Optional.empty();
    }
    return Optional.of(
        new Profile(
            ISSUER,
            user,
            single(request, settings.nameHeader()),
            single(request, settings.emailHeader()),
            split(roles)));
  }

  private static Set<String> split(List<String> roles) {
    return roles.stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .collect(Collectors.toSet());
  }

  /** A proxy sends it once: a second one means that it has passed on a client's own. */
  private static String single(HttpServletRequest request, String name) {
    List<String> values = headers(request, name);
    return values.size() == 1 && !values.get(0).isBlank() ? values.get(0).strip() : null;
  }

  private static List<String> headers(HttpServletRequest request, String name) {
    return Collections.list(request.getHeaders(name)).stream().map(ProxyHeaders::decode).toList();
  }

  /** Servers decode headers as ISO 8859-1, proxies send UTF-8. */
  private static String decode(String header) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(header.getBytes(StandardCharsets.ISO_8859_1)))
          .toString();
    } catch (CharacterCodingException e) {
      return header;
    }
  }
}
