package chat.suda.provider.openai;

import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.UriBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.rest.client.RestClientBuilder;

/** The models that the server offers. */
public final class Models {

  private static final int CONNECT_SECONDS = 5;
  private static final int READ_SECONDS = 10;

  private final OpenAiSettings settings;

  public Models(OpenAiSettings settings) {
    this.settings = settings;
  }

  /**
   * Asks for the models' ids. Blocks, for 15 seconds at most.
   *
   * @throws UncheckedIOException if they cannot be had; its message may be shown, its cause not
   */
  public List<String> list() {
    try {
      URI base = settings.baseUrl().get();
      String key = settings.apiKey();
      return ModelList.parse(
          ask(base, key == null ? null : "Bearer " + key, Endpoint.isAzure(base) ? key : null));
    } catch (IOException | WebApplicationException | ProcessingException e) {
      throw new UncheckedIOException(new IOException("The list of models could not be read", e));
    }
  }

  private static String ask(URI base, String authorization, String azureKey) throws IOException {
    RestClientBuilder builder =
        RestClientBuilder.newBuilder()
            .baseUri(Endpoint.withoutQuery(base))
            .connectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
            .readTimeout(READ_SECONDS, TimeUnit.SECONDS);
    if (base.getRawQuery() != null) {
      builder.register(new Query(base.getRawQuery()));
    }
    ModelsClient client = builder.build(ModelsClient.class);
    try {
      return client.list(authorization, azureKey);
    } finally {
      if (client instanceof AutoCloseable closeable) {
        close(closeable);
      }
    }
  }

  private static void close(AutoCloseable client) throws IOException {
    try {
      client.close();
    } catch (Exception e) {
      throw new IOException(e);
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
