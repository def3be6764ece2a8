package chat.suda.rest;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The header field {@code Content-Disposition} (RFC 6266). */
final class ContentDisposition {

  private ContentDisposition() {}

  /**
   * With the file's name twice: in ASCII for old clients, and in full.
   *
   * @param type {@code inline} or {@code attachment}
   */
  static String of(String type, String name) {
    String ascii = name.replaceAll("[^\\x20-\\x7e]|[\"\\\\%]", "_");
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    return type + "; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
  }

  /** The value of that parameter (RFC 6266, section 4.1), or {@code null}. */
  static String parameter(String wanted, String disposition) {
    int at = disposition.indexOf(';');
    while (at >= 0) {
      int equals = disposition.indexOf('=', at);
      if (equals < 0) {
        return null;
      }
      String name = disposition.substring(at + 1, equals).strip();
      StringBuilder value = new StringBuilder();
      at = readValue(disposition, equals + 1, value);
      if (name.equalsIgnoreCase(wanted)) {
        // Browsers write a quotation mark as %22 (WHATWG HTML, "multipart form data").
        return value.toString().replace("%22", "\"");
      }
    }
    return null;
  }

  /** Parses a token or a quoted string; returns the index of the next semicolon, or -1. */
  private static int readValue(String text, int from, StringBuilder value) {
    int at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    if (at == text.length() || text.charAt(at) != '"') {
      int end = text.indexOf(';', at);
      value.append(text.substring(at, end < 0 ? text.length() : end).strip());
      return end;
    }
    for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
      // Some browsers do not escape backslashes.
      boolean escapes = text.charAt(at) == '\\' && at + 1 < text.length();
      if (escapes && (text.charAt(at + 1) == '"' || text.charAt(at + 1) == '\\')) {
        at++;
      }
      value.append(text.charAt(at));
    }
    return text.indexOf(';', at);
  }
}
