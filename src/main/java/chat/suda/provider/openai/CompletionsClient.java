package chat.suda.provider.openai;

import chat.suda.provider.Delta;
import chat.suda.provider.Prompt;
import chat.suda.provider.ShortAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Short answers by chat completions that do not stream. */
final class CompletionsClient {

  private static final int READ_SECONDS = 30;
  private static final int MAX_ADAPTATIONS = 12;
  private static final int OK = 200;

  private final RestCalls calls;
  private final LearntAdaptations learnt;

  CompletionsClient(OpenAiSettings settings, LearntAdaptations learnt) {
    this.calls = new RestCalls(settings, READ_SECONDS);
    this.learnt = learnt;
  }

  /**
   * Asks the model, adapting the request to what its server rejects. Blocks.
   *
   * @throws UncheckedIOException if there is no answer; its message may be shown, its cause not
   */
  ShortAnswer complete(Prompt prompt) {
    RequestAdaptation adaptation = learnt.of(prompt.model());
    for (int adapted = 0; ; adapted++) {
      String request = new String(ChatRequest.body(prompt, adaptation), StandardCharsets.UTF_8);
      try {
        ShortAnswer answer =
            calls.make(
                client -> client.complete(request),
                CompletionsClient::content,
                "The model gave no answer");
        learnt.remember(prompt.model(), adaptation);
        return answer;
      } catch (UncheckedIOException e) {
        if (!(e.getCause().getCause() instanceof RefusedCallException refused)
            || !refused.isRefusal()) {
          throw e;
        }
        RequestAdaptation next = adaptation.after(refused.getMessage(), prompt);
        if (adapted == MAX_ADAPTATIONS || next.equals(adaptation)) {
          if (refused.mayPass()) {
            throw e;
          }
          return ShortAnswer.NONE;
        }
        adaptation = next;
      }
    }
  }

  /** The text of a whole chat completion, and its usage. */
  static ShortAnswer content(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Chunks said = new Chunks();
    ChunkParser.parse(bytes, 0, bytes.length, said);
    if (said.error != null) {
      throw new RefusedCallException(OK, said.error.text());
    }
    Delta delta = said.take(true);
    return new ShortAnswer(delta == null ? "" : delta.content(), said.usage);
  }
}
