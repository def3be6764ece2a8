package chat.suda.conversation.imports;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A call of a tool, in the form of Suda's own export. */
final class ExportedCall {

  private static final int MAX_NAME_CHARS = 64;

  private ExportedCall() {}

  /**
   * @param before the answer's earlier calls
   * @param name as the model wrote it; characters that no server takes in a name are replaced
   * @param arguments or {@code null}
   * @param result or {@code null} if there is none
   * @param offset how much of the answer's text came before it, in UTF-16 code units
   */
  static Map<?, ?> of(
      List<Map<?, ?>> before, String name, String arguments, String result, int offset) {
    String valid = name.replaceAll("[^A-Za-z0-9_-]", "_");
    Map<String, Object> call = new LinkedHashMap<>();
    // Their ids may repeat.
    call.put("callId", "call-" + (before.size() + 1));
    call.put("name", valid.substring(0, Math.min(valid.length(), MAX_NAME_CHARS)));
    call.put("arguments", arguments == null ? "{}" : arguments);
    call.put("state", result == null ? "failed" : "done");
    call.put("result", result);
    call.put("error", result == null ? "The export has no result" : null);
    call.put("round", before.size() + 1.0);
    call.put("offset", (double) offset);
    return call;
  }
}
