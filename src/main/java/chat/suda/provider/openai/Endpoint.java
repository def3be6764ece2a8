package chat.suda.provider.openai;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Locale;

/** URLs under a base URL, and the credentials for it. */
final class Endpoint {

  private static final List<String> AZURE =
      List.of(".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com");

  private Endpoint() {}

  /** The URL of {@code path} under {@code base}; the query of the base is kept. */
  static URI under(URI base, String path) {
    String query = base.getRawQuery() == null ? "" : "?" + base.getRawQuery();
    return URI.create(withoutQuery(base) + "/" + path + query);
  }

  /** {@code base} without its query and without a slash at its end. */
  static URI withoutQuery(URI base) {
    String path = base.getRawPath() == null ? "" : base.getRawPath().replaceAll("/+$", "");
    return URI.create(base.getScheme() + "://" + base.getRawAuthority() + path);
  }

  /** Azure expects its keys in a header of its own. */
  static boolean isAzure(URI base) {
    String host = base.getHost() == null ? "" : base.getHost().toLowerCase(Locale.ROOT);
    return AZURE.stream().anyMatch(host::endsWith);
  }

  /** Sets the key on a request, if there is one. */
  static void authorize(HttpRequest.Builder request, URI base, String apiKey) {
    if (apiKey != null) {
      request.header("Authorization", "Bearer " + apiKey);
      if (isAzure(base)) {
        request.header("api-key", apiKey);
      }
    }
  }
}
