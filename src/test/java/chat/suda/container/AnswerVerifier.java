package chat.suda.container;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Verifies the answers that a client has seen: every {@code offset} is the length so far, one event
 * ends each, and its {@code length} is right. For one thread at a time.
 */
final class AnswerVerifier {

  /** An answer as far as it was seen. */
  static final class Seen {

    final StringBuilder text = new StringBuilder();
    int starts;
    int ends;
    JsonObject end;

    boolean ended() {
      return ends > 0;
    }
  }

  private final Map<String, Seen> answers = new LinkedHashMap<>();
  private final Set<String> conversations = new HashSet<>();
  private final List<String> problems = new ArrayList<>();
  private long events;
  private long lost;
  private long doubled;

  /** The answers by their message ids, in the order of their beginnings. */
  Map<String, Seen> answers() {
    return answers;
  }

  /** The answer that began last, or an empty one. */
  Seen last() {
    Seen last = new Seen();
    for (Seen seen : answers.values()) {
      last = seen;
    }
    return last;
  }

  String lastId() {
    String last = null;
    for (String id : answers.keySet()) {
      last = id;
    }
    return last;
  }

  long events() {
    return events;
  }

  /** UTF-16 code units and ends that are missing so far. */
  long lost() {
    return lost;
  }

  /** UTF-16 code units, beginnings and ends that were duplicated so far. */
  long doubled() {
    return doubled;
  }

  /** The ids of all conversations of which there was an event. */
  Set<String> conversations() {
    return conversations;
  }

  List<String> problems() {
    return problems;
  }

  void take(String type, JsonObject event) {
    events++;
    if (event.containsKey("conversationId")) {
      conversations.add(event.getString("conversationId"));
    } else if (event.containsKey("conversation")) {
      conversations.add(event.getJsonObject("conversation").getString("id"));
    }
    switch (type) {
      case "start" -> start(event);
      case "text" -> text(event);
      case "done", "error" -> end(type, event);
      default -> {
        // Not related to an answer.
      }
    }
  }

  private void start(JsonObject event) {
    Seen seen = seen(event);
    if (seen.starts++ > 0) {
      doubled(1, "a second start", event);
    }
  }

  private void text(JsonObject event) {
    Seen seen = seen(event);
    if (seen.starts == 0) {
      lost(1, "text without a start", event);
    }
    int offset = event.getInt("offset");
    int length = seen.text.length();
    if (offset > length) {
      lost(offset - length, "has " + length, event);
      seen.text.append("?".repeat(offset - length));
    } else if (offset < length) {
      doubled(length - offset, "has " + length, event);
      seen.text.setLength(offset);
    }
    if (seen.ended()) {
      doubled(1, "text after the end", event);
    }
    seen.text.append(event.getString("content"));
  }

  private void end(String type, JsonObject event) {
    Seen seen = seen(event);
    seen.end = event;
    if (++seen.ends > 1) {
      doubled(1, "a second end", event);
    }
    if (type.equals("done")) {
      int missing = event.getInt("length") - seen.text.length();
      if (missing != 0) {
        lost(Math.abs(missing), "has " + seen.text.length(), event);
      }
    }
  }

  private Seen seen(JsonObject event) {
    return answers.computeIfAbsent(event.getString("messageId"), id -> new Seen());
  }

  private void lost(long count, String what, JsonObject event) {
    lost += count;
    problems.add(what + ": " + event);
  }

  private void doubled(long count, String what, JsonObject event) {
    doubled += count;
    problems.add(what + ": " + event);
  }
}
