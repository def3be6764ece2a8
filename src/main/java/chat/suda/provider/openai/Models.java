package chat.suda.provider.openai;

import java.util.List;

/** The models that the server offers. */
public final class Models {

  private static final int READ_SECONDS = 10;

  private final PlainCalls calls;

  public Models(OpenAiSettings settings) {
    this.calls = new PlainCalls(settings, READ_SECONDS);
  }

  /**
   * Asks for the models' ids. Blocks, for 15 seconds at most.
   *
   * @throws java.io.UncheckedIOException if they cannot be had; its message may be shown, its cause
   *     not
   */
  public List<String> list() {
    return calls.make(
        PlainClient::models, ModelList::parse, "The list of models could not be read");
  }
}
