package chat.suda.provider.openai;

import chat.suda.provider.Prompt;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Short answers that are wanted whole: chat completions that do not stream. */
public final class CompletionsClient {

  private static final int READ_SECONDS = 30;

  private final RestCalls calls;

  public CompletionsClient(OpenAiSettings settings) {
    this.calls = new RestCalls(settings, READ_SECONDS);
  }

  /**
   * Asks the model. Blocks, for 35 seconds at most.
   *
   * @return the text of the first choice, maybe empty
   * @throws java.io.UncheckedIOException if there is no answer of use; its message may be shown,
   *     its cause not
   */
  public String complete(Prompt prompt) {
    String request = new String(ChatRequest.body(prompt), StandardCharsets.UTF_8);
    return calls.make(
        client -> client.complete(request), CompletionsClient::content, "The model gave no answer");
  }

  /** The content of {@code choices[0].message}, of whatever else there is. */
  static String content(String text) throws IOException {
    try (JsonParser json = Json.FACTORY.createParser(text)) {
      while (json.nextToken() != null) {
        boolean found =
            json.hasToken(JsonToken.VALUE_STRING)
                && json.getParsingContext()
                    .pathAsPointer()
                    .toString()
                    .equals("/choices/0/message/content");
        if (found) {
          return json.getText();
        }
      }
    }
    throw new MalformedStreamException("no content");
  }
}
