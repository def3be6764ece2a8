package chat.suda.conversation.imports;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A call of a tool, in the form of Suda's own export. */
final class ExportedCall {

  private ExportedCall() {}

  /**
   * @param arguments, result or {@code null}
   * @param round from 1
   * @param offset how much of the answer's text came before it, in UTF-16 code units
   */
  static Map<?, ?> of(
      String id, String name, String arguments, String result, int round, int offset) {
    Map<String, Object> call = new LinkedHashMap<>();
    call.put("callId", id);
    call.put("name", name);
    call.put("arguments", Objects.requireNonNullElse(arguments, "{}"));
    call.put("state", result == null ? "failed" : "done");
    call.put("result", result);
    call.put("error", result == null ? "The export has no result" : null);
    call.put("round", (double) round);
    call.put("offset", (double) offset);
    return call;
  }
}
