package chat.suda.provider.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads an error in the forms in which OpenAI-compatible servers and the gateways before them write
 * it: {@code error} as an object or a string, {@code message}, {@code detail} as a string or
 * FastAPI's list, the cause in {@code metadata.raw} (OpenRouter), inside a choice, in {@code
 * x_groq}, or as JSON inside of a message. The innermost words count.
 */
final class ErrorParser {

  /** Maximum length of an error body that is read. */
  private static final int MAX_CHARS = 64 * 1024;

  private static final int MAX_DEPTH = 20;

  private ErrorParser() {}

  /**
   * Parses the body of an HTTP error.
   *
   * @return the error; without a message for an HTML page or an empty body
   */
  static UpstreamError parse(byte[] bytes, int offset, int length) {
    String text =
        new String(bytes, offset, Math.min(length, MAX_CHARS), StandardCharsets.UTF_8).strip();
    Object tree = tree(text);
    if (tree == null) {
      boolean words = !text.isEmpty() && "<{[".indexOf(text.charAt(0)) < 0;
      return new UpstreamError(words ? text : null, null, null, text);
    }
    Object error = errorIn(tree);
    return new UpstreamError(
        words(error, 0), member(tree, error, "code"), member(tree, error, "type"), text);
  }

  /** The member with the error, else all of it. */
  private static Object errorIn(Object tree) {
    Object root = tree instanceof List<?> list && !list.isEmpty() ? list.get(0) : tree;
    if (!(root instanceof Map<?, ?> map)) {
      return root;
    }
    if (map.get("choices") instanceof List<?> choices) {
      for (Object choice : choices) {
        if (choice instanceof Map<?, ?> one && isSaid(one.get("error"))) {
          return one.get("error");
        }
      }
    }
    if (map.get("x_groq") instanceof Map<?, ?> groq && isSaid(groq.get("error"))) {
      return groq.get("error");
    }
    return map;
  }

  private static boolean isSaid(Object value) {
    return value instanceof Map<?, ?> map ? !map.isEmpty() : value != null && !"".equals(value);
  }

  private static String words(Object value, int depth) {
    if (depth > MAX_DEPTH) {
      return null;
    }
    if (value instanceof String text) {
      return words(text, depth);
    }
    if (value instanceof List<?> list) {
      return list.stream()
          .map(item -> words(item, depth + 1))
          .filter(Objects::nonNull)
          .limit(3)
          .reduce((a, b) -> a + "; " + b)
          .orElse(null);
    }
    return value instanceof Map<?, ?> map ? words(map, depth) : null;
  }

  private static String words(String text, int depth) {
    int json = text.indexOf('{');
    Object inner = json < 0 ? null : tree(text.substring(json));
    String words = inner == null ? null : words(inner, depth + 1);
    return words != null ? words : text.isBlank() ? null : text;
  }

  private static String words(Map<?, ?> map, int depth) {
    Object error = map.get("error");
    List<Object> candidates = new ArrayList<>();
    if (map.get("metadata") instanceof Map<?, ?> metadata) {
      candidates.add(metadata.get("raw"));
    }
    candidates.add(error instanceof String ? null : error);
    candidates.add(map.get("message"));
    candidates.add(map.get("detail"));
    candidates.add(withPlace(map));
    candidates.add(error);
    candidates.add(map.get("errors"));
    candidates.add(map.get("error_description"));
    // A gateway's member for the error of the server behind it.
    map.values().stream().filter(Map.class::isInstance).forEach(candidates::add);
    for (Object candidate : candidates) {
      String words = words(candidate, depth + 1);
      if (words != null) {
        return words;
      }
    }
    return null;
  }

  /** FastAPI's {@code {"loc":["body","max_tokens"],"msg":"…"}}. */
  private static String withPlace(Map<?, ?> map) {
    if (!(map.get("msg") instanceof String message)) {
      return null;
    }
    boolean placed =
        map.get("loc") instanceof List<?> loc
            && !loc.isEmpty()
            && loc.get(loc.size() - 1) instanceof String;
    return placed
        ? ((List<?>) map.get("loc")).get(((List<?>) map.get("loc")).size() - 1) + ": " + message
        : message;
  }

  private static String member(Object tree, Object error, String name) {
    for (Object place : new Object[] {error, tree}) {
      if (place instanceof Map<?, ?> map) {
        if (map.get("error") instanceof Map<?, ?> inner && inner.get(name) != null) {
          return inner.get(name).toString();
        }
        if (map.get(name) instanceof String || map.get(name) instanceof Number) {
          return map.get(name).toString();
        }
      }
    }
    return null;
  }

  /** Maps, lists, strings, numbers and booleans; {@code null} if it is not one JSON value. */
  private static Object tree(String text) {
    try (JsonParser json = Json.FACTORY.createParser(text)) {
      JsonToken first = json.nextToken();
      return first == JsonToken.START_OBJECT || first == JsonToken.START_ARRAY
          ? value(json, 0)
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  private static Object value(JsonParser json, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      json.skipChildren();
      return null;
    }
    switch (json.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
          json.nextToken();
          map.put(name, value(json, depth + 1));
        }
        return map;
      }
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(json, depth + 1));
        }
        return list;
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        return json.getNumberValue();
      }
      case VALUE_STRING -> {
        return json.getText();
      }
      default -> {
        return null;
      }
    }
  }
}
