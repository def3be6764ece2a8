package chat.suda.conversation;

import chat.suda.provider.Usage;
import chat.suda.stream.Utf16;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Additional fields of an imported answer, in the form of Suda's own export. Invalid values are
 * ignored.
 *
 * @param json the contract's object as maps, lists, strings, doubles and booleans
 */
record ImportedAnswer(Map<?, ?> json) {

  private static final int MAX_CALLS = 1000;
  private static final int MAX_WORD_CHARS = 100;
  private static final int MAX_TEXT_CHARS = 100_000;

  /** Maximum length of a call's result. */
  private static final int MAX_RESULT_CHARS = 8_000;

  /** Maximum length of all calls as JSON; the database cuts longer texts. */
  private static final int MAX_CALLS_CHARS = 1_000_000;

  void addTo(MessageRow row) {
    row.finishReason = text(json, "finishReason", MAX_WORD_CHARS);
    row.status = status();
    if (json.get("usage") instanceof Map<?, ?> usage) {
      addUsage(row, usage);
    }
    if (json.get("error") instanceof Map<?, ?> error
        && text(error, "code", MAX_WORD_CHARS) != null) {
      String message = text(error, "message", MAX_TEXT_CHARS);
      row.fail(
          new MessageError(
              text(error, "code", MAX_WORD_CHARS),
              message == null ? "" : message,
              Boolean.TRUE.equals(error.get("retryable"))));
    }
    row.tools = CalledTool.text(calls());
  }

  /** An answer that was being written is marked as cut short. */
  private Status status() {
    for (Status status : Status.values()) {
      if (status.wireName().equals(json.get("status"))) {
        return status == Status.STREAMING ? Status.INTERRUPTED : status;
      }
    }
    return Status.COMPLETE;
  }

  private static void addUsage(MessageRow row, Map<?, ?> usage) {
    int prompt = whole(usage, "promptTokens");
    int completion = whole(usage, "completionTokens");
    int total = whole(usage, "totalTokens");
    if (prompt >= 0 && completion >= 0 && total >= 0) {
      row.count(new Usage(prompt, completion, total));
    }
  }

  private List<CalledTool> calls() {
    List<CalledTool> calls = new ArrayList<>();
    int chars = 0;
    if (json.get("tools") instanceof List<?> tools) {
      for (Object tool : tools.subList(0, Math.min(tools.size(), MAX_CALLS))) {
        CalledTool call = tool instanceof Map<?, ?> of ? call(of) : null;
        if (call == null) {
          continue;
        }
        CalledTool ended = call.cut("This conversation was imported");
        chars += ended.json().length() + 1;
        if (chars > MAX_CALLS_CHARS) {
          break;
        }
        calls.add(ended);
      }
    }
    return calls;
  }

  private static CalledTool call(Map<?, ?> call) {
    String id = text(call, "callId", 64);
    String name = text(call, "name", MAX_WORD_CHARS);
    String arguments = text(call, "arguments", MAX_TEXT_CHARS);
    int round = whole(call, "round");
    int offset = whole(call, "offset");
    if (id == null || name == null || arguments == null || round < 0 || offset < 0) {
      return null;
    }
    for (CalledTool.State state : CalledTool.State.values()) {
      if (state.wireName().equals(text(call, "state", MAX_WORD_CHARS))) {
        return new CalledTool(
            id,
            name,
            arguments,
            state,
            result(call),
            text(call, "error", MAX_TEXT_CHARS),
            round,
            offset,
            null);
      }
    }
    return null;
  }

  private static String result(Map<?, ?> call) {
    return call.get("result") instanceof String result
        ? TextNormalizer.storable(Utf16.beginning(result, MAX_RESULT_CHARS))
        : null;
  }

  private static String text(Map<?, ?> of, String name, int most) {
    return of.get(name) instanceof String text && text.length() <= most
        ? TextNormalizer.storable(text)
        : null;
  }

  /** A number of at least 0; else -1. */
  private static int whole(Map<?, ?> of, String name) {
    return of.get(name) instanceof Double number
            && number >= 0
            && number <= Integer.MAX_VALUE
            && number == Math.rint(number)
        ? number.intValue()
        : -1;
  }
}
