package chat.suda.provider.openai;

import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.UriBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.rest.client.RestClientBuilder;

/** Makes the calls that do not stream, through the MicroProfile REST client. */
final class RestCalls {

  private static final int CONNECT_SECONDS = 5;

  private final OpenAiSettings settings;
  private final int readSeconds;

  RestCalls(OpenAiSettings settings, int readSeconds) {
    this.settings = settings;
    this.readSeconds = readSeconds;
  }

  /** A call. */
  interface Call {
    String on(OpenAiClient client);
  }

  /** Parses the response. */
  interface Reading<T> {
    T of(String text) throws IOException;
  }

  /**
   * Blocks until there is a response.
   *
   * @throws UncheckedIOException if there is no usable one; its message may be shown, its cause not
   */
  <T> T make(Call call, Reading<T> reading, String failure) {
    try {
      OpenAiClient client = client(settings.baseUrl().get());
      try {
        return reading.of(call.on(client));
      } catch (WebApplicationException e) {
        throw new RefusedCallException(
            e.getResponse().getStatus(), e.getResponse().readEntity(String.class));
      } finally {
        close(client);
      }
    } catch (IOException | ProcessingException e) {
      OperatorNotice.of(e, settings.baseUrl().get());
      throw new UncheckedIOException(new IOException(failure, e));
    }
  }

  private OpenAiClient client(URI base) {
    URI address = Endpoint.withoutQuery(base);
    RestClientBuilder builder =
        RestClientBuilder.newBuilder()
            .baseUri(address)
            .connectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
            .readTimeout(readSeconds, TimeUnit.SECONDS)
            .register(new Addressed(base, settings.apiKey(), settings.transport().headers()));
    if (settings.transport().tls() != null) {
      builder.sslContext(settings.transport().tls());
    }
    if (settings.transport().proxies() != null
        && settings.transport().proxies().select(address).get(0).address()
            instanceof InetSocketAddress proxy) {
      builder.proxyAddress(proxy.getHostString(), proxy.getPort());
    }
    return builder.build(OpenAiClient.class);
  }

  private static void close(OpenAiClient client) throws IOException {
    if (client instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }

  /**
   * Adds the base URL's query to each request, since a base URI cannot carry one, and the
   * credentials, since Jersey sends a header parameter that is {@code null} as an empty header.
   */
  private record Addressed(URI base, String key, Map<String, String> others)
      implements ClientRequestFilter {

    @Override
    public void filter(ClientRequestContext request) {
      if (base.getRawQuery() != null) {
        request.setUri(
            UriBuilder.fromUri(request.getUri()).replaceQuery(base.getRawQuery()).build());
      }
      if (key != null) {
        request.getHeaders().putSingle("Authorization", "Bearer " + key);
        if (Endpoint.isAzure(base)) {
          request.getHeaders().putSingle("api-key", key);
        }
      }
      others.forEach((name, value) -> request.getHeaders().putSingle(name, value));
    }

    /** Without the key. */
    @Override
    public String toString() {
      return "Addressed[" + base + "]";
    }
  }
}
