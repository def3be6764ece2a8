package chat.suda.provider.openai;

import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.UriBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.rest.client.RestClientBuilder;

/** Makes the calls that do not stream, by the MicroProfile REST client. */
final class PlainCalls {

  private static final int CONNECT_SECONDS = 5;

  private final OpenAiSettings settings;
  private final int readSeconds;

  PlainCalls(OpenAiSettings settings, int readSeconds) {
    this.settings = settings;
    this.readSeconds = readSeconds;
  }

  /** A call, with the headers that say who we are. */
  interface Call {
    String on(PlainClient client, String authorization, String azureKey);
  }

  /** Reads what a server has answered. */
  interface Reading<T> {
    T of(String text) throws IOException;
  }

  /**
   * Blocks until there is an answer.
   *
   * @throws UncheckedIOException if there is none of use; its message may be shown, its cause not
   */
  <T> T make(Call call, Reading<T> reading, String failure) {
    try {
      URI base = settings.baseUrl().get();
      String key = settings.apiKey();
      PlainClient client = client(base);
      try {
        return reading.of(
            call.on(
                client, key == null ? null : "Bearer " + key, Endpoint.isAzure(base) ? key : null));
      } finally {
        close(client);
      }
    } catch (IOException | WebApplicationException | ProcessingException e) {
      throw new UncheckedIOException(new IOException(failure, e));
    }
  }

  private PlainClient client(URI base) {
    RestClientBuilder builder =
        RestClientBuilder.newBuilder()
            .baseUri(Endpoint.withoutQuery(base))
            .connectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
            .readTimeout(readSeconds, TimeUnit.SECONDS);
    if (base.getRawQuery() != null) {
      builder.register(new Query(base.getRawQuery()));
    }
    return builder.build(PlainClient.class);
  }

  private static void close(PlainClient client) throws IOException {
    if (client instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }

  /** Puts the base URL's query on each request: a base URI cannot carry one. */
  private record Query(String query) implements ClientRequestFilter {

    @Override
    public void filter(ClientRequestContext request) {
      request.setUri(UriBuilder.fromUri(request.getUri()).replaceQuery(query).build());
    }
  }
}
