package chat.suda.stream;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;

/** Writes one JSON object (RFC 8259) on one line, in the order of the calls. */
public final class Json {

  private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();

  private final StringBuilder out = new StringBuilder(256);

  private Json() {
    out.append('{');
  }

  /** Begins an object; {@link #end} ends it. */
  public static Json object() {
    return new Json();
  }

  /** One string as JSON. */
  public static String string(String value) {
    StringBuilder quoted = new StringBuilder(value.length() + 2).append('"');
    ENCODER.quoteAsString(value, quoted);
    return quoted.append('"').toString();
  }

  /** Writes {@code null} as JSON's null. */
  public Json add(String name, String value) {
    if (value == null) {
      return addRaw(name, "null");
    }
    name(name);
    out.append('"');
    ENCODER.quoteAsString(value, out);
    out.append('"');
    return this;
  }

  public Json add(String name, long value) {
    name(name);
    out.append(value);
    return this;
  }

  public Json add(String name, boolean value) {
    name(name);
    out.append(value);
    return this;
  }

  /** Writes {@code null} as JSON's null; NaN is not valid. */
  public Json add(String name, Number value) {
    return addRaw(name, value == null ? "null" : value.toString());
  }

  /** Writes a value that is JSON already. */
  public Json addRaw(String name, String json) {
    name(name);
    out.append(json);
    return this;
  }

  /** Writes an array of values that are JSON already. */
  public Json addRaw(String name, List<String> items) {
    name(name);
    out.append('[').append(String.join(",", items)).append(']');
    return this;
  }

  /** Begins a member that is an object; {@link #close} ends it. */
  public Json open(String name) {
    name(name);
    out.append('{');
    return this;
  }

  /** Ends the member that {@link #open} began. */
  public Json close() {
    out.append('}');
    return this;
  }

  /** Ends the whole object. */
  public String end() {
    return out.append('}').toString();
  }

  private void name(String name) {
    if (out.charAt(out.length() - 1) != '{') {
      out.append(',');
    }
    out.append('"').append(name).append("\":");
  }
}
