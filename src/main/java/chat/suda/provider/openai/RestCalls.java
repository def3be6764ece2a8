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
      OpenAiClient client = client(settings.baseUrl().get());
      try {
        return reading.of(call.on(client));
      } finally {
        close(client);
      }
    } catch (IOException | WebApplicationException | ProcessingException e) {
      throw new UncheckedIOException(new IOException(failure, e));
    }
  }

  private OpenAiClient client(URI base) {
    return RestClientBuilder.newBuilder()
        .baseUri(Endpoint.withoutQuery(base))
        .connectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
        .readTimeout(readSeconds, TimeUnit.SECONDS)
        .register(new Addressed(base, settings.apiKey()))
        .build(OpenAiClient.class);
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
   * Puts the base URL's query on each request, since a base URI cannot carry one, and who we are,
   * since Jersey sends a header parameter that is {@code null} as an empty header.
   */
  private record Addressed(URI base, String key) implements ClientRequestFilter {

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
    }

    /** Without the key. */
    @Override
    public String toString() {
      return "Addressed[" + base + "]";
    }
  }
}
