package chat.suda.provider.openai;

import chat.suda.provider.Parameters;
import chat.suda.provider.Prompt;
import chat.suda.provider.ToolCall;
import chat.suda.provider.ToolDefinition;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** Builds the request for a streamed chat completion (OpenAI API reference). */
final class ChatRequest {

  private ChatRequest() {}

  static HttpRequest of(URI base, OpenAiSettings settings, byte[] body) {
    // Without a timeout: newer JDKs include the body, and answers may take any time.
    HttpRequest.Builder request =
        HttpRequest.newBuilder(Endpoint.under(base, "chat/completions"))
            .header("Content-Type", "application/json")
            .header("Accept", "text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    Endpoint.authorize(request, base, settings.apiKey());
    settings.transport().headers().forEach(request::setHeader);
    return request.build();
  }

  /** A request for one whole chat completion. */
  static byte[] body(Prompt prompt, RequestAdaptation adaptation) {
    return body(prompt, false, Continuation.NONE, adaptation);
  }

  /** A request for a stream. */
  static byte[] body(Prompt prompt, Continuation continuation, RequestAdaptation adaptation) {
    return body(prompt, true, continuation, adaptation);
  }

  private static byte[] body(
      Prompt asked, boolean stream, Continuation continuation, RequestAdaptation adaptation) {
    Prompt prompt = adaptation.apply(asked);
    boolean goesOn = !prompt.begun().isEmpty() && continuation != Continuation.NONE;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("model", wellFormed(prompt.model()));
      json.writeArrayFieldStart("messages");
      for (Prompt.Turn turn : prompt.turns()) {
        write(json, turn, false);
      }
      if (goesOn) {
        Prompt.Turn begun = new Prompt.Turn(Prompt.Role.ASSISTANT, prompt.begun());
        write(json, begun, continuation == Continuation.PREFIX);
      }
      json.writeEndArray();
      if (goesOn && continuation == Continuation.CONTINUE_FINAL_MESSAGE) {
        json.writeBooleanField("add_generation_prompt", false);
        json.writeBooleanField("continue_final_message", true);
      }
      writeTools(json, prompt.tools());
      json.writeBooleanField("stream", stream);
      if (stream && !adaptation.leftOut().contains(RequestAdaptation.Member.STREAM_OPTIONS)) {
        json.writeObjectFieldStart("stream_options");
        json.writeBooleanField("include_usage", true);
        json.writeEndObject();
      }
      write(json, prompt.parameters(), adaptation.rewrites());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The text with unpaired surrogates, which UTF-8 cannot encode, replaced by U+FFFD. */
  static String wellFormed(String text) {
    StringBuilder changed = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair = i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1));
        if (pair) {
          i++;
        } else {
          changed = changed == null ? new StringBuilder(text) : changed;
          changed.setCharAt(i, '\uFFFD');
        }
      }
    }
    return changed == null ? text : changed.toString();
  }

  private static void write(JsonGenerator json, Prompt.Turn turn, boolean prefix)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("role", turn.role().wireName());
    if (turn.toolCallId() != null) {
      json.writeStringField("tool_call_id", turn.toolCallId());
    }
    if (turn.content().isEmpty() && !turn.toolCalls().isEmpty()) {
      json.writeNullField("content");
    } else if (turn.images().isEmpty()) {
      json.writeStringField("content", wellFormed(turn.content()));
    } else {
      writeParts(json, turn);
    }
    if (turn.reasoning() != null) {
      json.writeStringField("reasoning_content", wellFormed(turn.reasoning()));
    }
    writeCalls(json, turn.toolCalls());
    if (prefix) {
      json.writeBooleanField("prefix", true);
    }
    json.writeEndObject();
  }

  /** A list of parts: the text, then the images. */
  private static void writeParts(JsonGenerator json, Prompt.Turn turn) throws IOException {
    json.writeArrayFieldStart("content");
    if (!turn.content().isEmpty()) {
      json.writeStartObject();
      json.writeStringField("type", "text");
      json.writeStringField("text", wellFormed(turn.content()));
      json.writeEndObject();
    }
    for (Prompt.Image image : turn.images()) {
      String data = Base64.getEncoder().encodeToString(image.data());
      json.writeStartObject();
      json.writeStringField("type", "image_url");
      json.writeObjectFieldStart("image_url");
      json.writeStringField("url", "data:" + image.type() + ";base64," + data);
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeCalls(JsonGenerator json, List<ToolCall> calls) throws IOException {
    if (calls.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("tool_calls");
    for (ToolCall call : calls) {
      json.writeStartObject();
      json.writeStringField("id", call.id());
      json.writeStringField("type", "function");
      json.writeObjectFieldStart("function");
      json.writeStringField("name", wellFormed(call.name()));
      // Servers parse them as JSON, and reject the whole conversation if they are invalid.
      json.writeStringField(
          "arguments", Json.isObject(call.arguments()) ? wellFormed(call.arguments()) : "{}");
      json.writeEndObject();
      if (call.extra() != null) {
        json.writeFieldName("extra_content");
        json.writeRawValue(wellFormed(call.extra()));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeTools(JsonGenerator json, List<ToolDefinition> tools)
      throws IOException {
    if (tools.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("tools");
    for (ToolDefinition tool : tools) {
      json.writeStartObject();
      json.writeStringField("type", "function");
      json.writeObjectFieldStart("function");
      json.writeStringField("name", tool.name());
      json.writeStringField("description", wellFormed(tool.description()));
      json.writeFieldName("parameters");
      json.writeRawValue(tool.schema());
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(
      JsonGenerator json, Parameters parameters, Set<RequestAdaptation.Rewrite> rewrites)
      throws IOException {
    write(json, "temperature", parameters.temperature());
    if (parameters.maxTokens() != null) {
      json.writeNumberField(
          rewrites.contains(RequestAdaptation.Rewrite.COMPLETION_TOKENS)
              ? "max_completion_tokens"
              : "max_tokens",
          parameters.maxTokens());
    }
    write(json, "top_p", parameters.topP());
    write(json, "frequency_penalty", parameters.frequencyPenalty());
    write(json, "presence_penalty", parameters.presencePenalty());
    if (parameters.reasoningEffort() != null) {
      json.writeStringField("reasoning_effort", parameters.reasoningEffort());
    }
  }

  private static void write(JsonGenerator json, String name, Double value) throws IOException {
    if (value != null) {
      json.writeNumberField(name, value);
    }
  }
}
