package chat.suda.rest;

import chat.suda.identity.RequestPath;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads a request's body as a JSON object (RFC 8259). The seed endpoint ignores the media type;
 * elsewhere it must be {@code application/json}, if present.
 */
final class JsonBody {

  private JsonBody() {}

  /** As {@link #read}; an absent body counts as an empty object. */
  static JsonObject readOptional(InputStream body, HttpServletRequest request, int most) {
    byte[] bytes = bytes(body, request, most);
    return bytes.length == 0 ? JsonValue.EMPTY_JSON_OBJECT : parse(bytes);
  }

  /**
   * @param most bytes
   * @throws ApiException 413 where there are more, 415 where the body is of another media type, 400
   *     where it is not a JSON object
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
    if (bytes.length > 0 && !isJson(request)) {
      throw new ApiException(415, "body.type");
    }
    return bytes;
  }

  static boolean isJson(HttpServletRequest request) {
    String type = request.getContentType();
    return type == null
        || type.strip().toLowerCase(Locale.ROOT).matches("application/json\\s*(;.*)?")
        || RequestPath.isSeed(request);
  }

  private static JsonObject parse(byte[] bytes) {
    try (JsonParser parser = JsonP.JSON.createParser(new StringReader(text(bytes)))) {
      if (parser.next() == JsonParser.Event.START_OBJECT) {
        JsonObject object = parser.getObject();
        if (parser.hasNext()) {
          throw new ApiException(400, "body.json");
        }
        return object;
      }
    } catch (ApiException e) {
      throw e;
    } catch (RuntimeException e) {
      // Not only JsonException: too deep nesting has no exception type of its own.
      throw new ApiException(400, "body.json");
    }
    throw new ApiException(400, "body.object");
  }

  /** Invalid UTF-8 is refused, since replacement would change the text. */
  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ApiException(400, "body.json");
    }
  }
}
