package chat.suda.provider.openai;

import java.util.List;

/** Lists the models of the server. */
public final class ModelsClient {

  private static final int READ_SECONDS = 10;

  private final RestCalls calls;

  ModelsClient(OpenAiSettings settings) {
    this.calls = new RestCalls(settings, READ_SECONDS);
  }

  /**
   * Asks for the models' ids. Blocks, for 15 seconds at most.
   *
   * @throws java.io.UncheckedIOException if they cannot be loaded; its message may be shown, its
   *     cause not
   */
  public List<String> list() {
    return calls.make(
        OpenAiClient::models, ModelList::parse, "The list of models could not be read");
  }
}
