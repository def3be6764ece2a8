package chat.suda.provider.demo;

import chat.suda.provider.Usage;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** Writes the objects of OpenAI's API, each as JSON on one line. */
final class DemoJson {

  private static final JsonFactory JSON = new JsonFactory();

  private DemoJson() {}

  /** The list of models, with one entry. */
  static String models() {
    return object(
        json -> {
          json.writeStringField("object", "list");
          json.writeArrayFieldStart("data");
          json.writeStartObject();
          json.writeStringField("id", DemoCompletion.MODEL);
          json.writeStringField("object", "model");
          json.writeNumberField("created", 0);
          json.writeStringField("owned_by", "suda");
          json.writeEndObject();
          json.writeEndArray();
        });
  }

  static String error(String message, String type, String param) {
    return object(
        json -> {
          json.writeObjectFieldStart("error");
          json.writeStringField("message", message);
          json.writeStringField("type", type);
          json.writeStringField("param", param);
          json.writeNullField("code");
          json.writeEndObject();
        });
  }

  /** A whole answer in one object. */
  static String completion(DemoCompletion completion) {
    return object(
        json -> {
          head(json, completion, "chat.completion");
          json.writeArrayFieldStart("choices");
          json.writeStartObject();
          json.writeNumberField("index", 0);
          json.writeObjectFieldStart("message");
          json.writeStringField("role", "assistant");
          if (completion.call() == null) {
            json.writeStringField("content", completion.text());
          } else {
            json.writeNullField("content");
            json.writeArrayFieldStart("tool_calls");
            call(json, completion, false);
            json.writeEndArray();
          }
          json.writeNullField("refusal");
          json.writeEndObject();
          json.writeNullField("logprobs");
          json.writeStringField("finish_reason", completion.finishReason());
          json.writeEndObject();
          json.writeEndArray();
          usage(json, completion.usage());
        });
  }

  /** A tool call. */
  static void call(JsonGenerator json, DemoCompletion completion, boolean streamed)
      throws IOException {
    json.writeStartObject();
    if (streamed) {
      json.writeNumberField("index", 0);
    }
    json.writeStringField("id", completion.id().replace("chatcmpl-", "call_"));
    json.writeStringField("type", "function");
    json.writeObjectFieldStart("function");
    json.writeStringField("name", completion.call());
    json.writeStringField("arguments", "{}");
    json.writeEndObject();
    json.writeEndObject();
  }

  /** A chunk with one choice. */
  static String chunk(
      DemoCompletion completion, Body delta, String finishReason, boolean usageFollows) {
    return object(
        json -> {
          head(json, completion, "chat.completion.chunk");
          json.writeArrayFieldStart("choices");
          json.writeStartObject();
          json.writeNumberField("index", 0);
          json.writeObjectFieldStart("delta");
          delta.write(json);
          json.writeEndObject();
          json.writeNullField("logprobs");
          json.writeStringField("finish_reason", finishReason);
          json.writeEndObject();
          json.writeEndArray();
          if (usageFollows) {
            json.writeNullField("usage");
          }
        });
  }

  /** The chunk without choices that contains the usage. */
  static String usageChunk(DemoCompletion completion) {
    return object(
        json -> {
          head(json, completion, "chat.completion.chunk");
          json.writeArrayFieldStart("choices");
          json.writeEndArray();
          usage(json, completion.usage());
        });
  }

  private static void head(JsonGenerator json, DemoCompletion completion, String type)
      throws IOException {
    json.writeStringField("id", completion.id());
    json.writeStringField("object", type);
    json.writeNumberField("created", completion.created());
    json.writeStringField("model", DemoCompletion.MODEL);
  }

  private static void usage(JsonGenerator json, Usage usage) throws IOException {
    json.writeObjectFieldStart("usage");
    json.writeNumberField("prompt_tokens", usage.promptTokens());
    json.writeNumberField("completion_tokens", usage.completionTokens());
    json.writeNumberField("total_tokens", usage.totalTokens());
    json.writeEndObject();
  }

  private static String object(Body body) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Writes the members of an object. */
  interface Body {
    void write(JsonGenerator json) throws IOException;
  }
}
