package chat.suda.rest;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads a request's body as a JSON object (RFC 8259), whatever its media type says. */
final class JsonBody {

  private JsonBody() {}

  /** As {@link #read}, but no body at all is an empty object. */
  static JsonObject readOptional(InputStream body, HttpServletRequest request, int most) {
    byte[] bytes = bytes(body, request, most);
    return bytes.length == 0 ? JsonValue.EMPTY_JSON_OBJECT : parse(bytes);
  }

  /**
   * @param most bytes
   * @throws ApiException 413 where there are more, 400 where they are not a JSON object
   */
  static JsonObject read(InputStream body, HttpServletRequest request, int most) {
    return parse(bytes(body, request, most));
  }

  private static byte[] bytes(InputStream body, HttpServletRequest request, int most) {
    byte[] bytes;
    try {
      bytes = request.getContentLengthLong() > most ? null : body.readNBytes(most + 1);
    } catch (IOException e) {
      throw new ApiException(400, "body.json");
    }
    if (bytes == null || bytes.length > most) {
      throw new ApiException(413, "body.large", most);
    }
    return bytes;
  }

  private static JsonObject parse(byte[] bytes) {
    try (JsonReader reader =
        JsonP.JSON
            .createReaderFactory(null)
            .createReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8)) {
      JsonValue value = reader.readValue();
      if (value.getValueType() == JsonValue.ValueType.OBJECT) {
        return value.asJsonObject();
      }
    } catch (RuntimeException e) {
      // Not by JsonException alone: what is nested too deeply is told by no type of its own.
      throw new ApiException(400, "body.json");
    }
    throw new ApiException(400, "body.object");
  }
}
