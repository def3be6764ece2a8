package chat.suda.identity;

import chat.suda.config.OutgoingHttp;
import chat.suda.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Calls of the identity provider. They block, for at most {@link #TIMEOUT} including the body. */
@ApplicationScoped
public class ProviderHttp {

  static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Metadata and keys have some KiB. */
  private static final long MAX_BYTES = 1 << 20;

  @Inject Settings settings;

  private HttpClient client;

  /**
   * Sends a request and reads the response.
   *
   * @throws ProviderUnavailableException if there is none in time
   */
  HttpResponse<String> get(URI uri, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return send(request.build());
  }

  /**
   * Posts a form.
   *
   * @param authorization or {@code null}
   * @throws ProviderUnavailableException if there is no response in time
   */
  HttpResponse<String> post(URI uri, Map<String, String> form, String authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Accept", "application/json")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(encode(form)));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return send(request.build());
  }

  /** As {@code application/x-www-form-urlencoded}. */
  static String encode(Map<String, String> form) {
    return form.entrySet().stream()
        .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
        .collect(Collectors.joining("&"));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private HttpResponse<String> send(HttpRequest request) {
    CompletableFuture<HttpResponse<String>> answer =
        client().sendAsync(request, head -> new BoundedText(MAX_BYTES));
    String where = request.uri().getScheme() + "://" + request.uri().getAuthority();
    try {
      return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new ProviderUnavailableException(
          where + " can't be reached: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new ProviderUnavailableException(
          where + " does not answer in " + TIMEOUT.toSeconds() + " s");
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new ProviderUnavailableException("interrupted");
    }
  }

  /** Created at first use: not every configuration has a provider. */
  private synchronized HttpClient client() {
    if (client == null) {
      OutgoingHttp outgoing = settings.outgoingHttp();
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .connectTimeout(TIMEOUT)
              .followRedirects(
                  HttpClient.Redirect.NEVER) // a secret must not be sent to another server
              .proxy(outgoing.proxies());
      outgoing.tls().ifPresent(builder::sslContext);
      client = builder.build();
    }
    return client;
  }
}
