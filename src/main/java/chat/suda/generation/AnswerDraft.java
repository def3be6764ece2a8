package chat.suda.generation;

import chat.suda.conversation.Message;
import chat.suda.provider.Delta;
import chat.suda.stream.ChatEvent;
import chat.suda.stream.EventLog;
import chat.suda.stream.Utf16;

/**
 * An answer's text as it grows; each piece is appended to the log at once. Not thread-safe: guarded
 * by the answer.
 */
final class AnswerDraft {

  private final AnswerRequest request;
  private final EventLog.Writer log;
  private final AnswerMeters meters;
  private final int mostChars;
  private final long startedAt = System.nanoTime();
  private final StringBuilder content = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private String model;
  private int roundStart;
  private int roundReasoningStart;

  /**
   * @param mostChars maximum length of the text and of the reasoning, in UTF-16 code units
   */
  AnswerDraft(AnswerRequest request, EventLog.Writer log, AnswerMeters meters, int mostChars) {
    this.request = request;
    this.log = log;
    this.meters = meters;
    this.mostChars = mostChars;
    this.model = request.prompt().model();
  }

  String content() {
    return content.toString();
  }

  /** The reasoning, or {@code null} if there is none. */
  String reasoning() {
    return reasoning.isEmpty() ? null : reasoning.toString();
  }

  /** The model that answers, as far as is known. */
  String model() {
    return model;
  }

  /** The length of the text, in UTF-16 code units. */
  int length() {
    return content.length();
  }

  /** The length of text and reasoning together: changes when there is something to store. */
  int size() {
    return content.length() + reasoning.length();
  }

  /** Begins a round. */
  void beginRound() {
    roundStart = content.length();
    roundReasoningStart = reasoning.length();
  }

  /** The text of this round. */
  String roundContent() {
    return content.substring(roundStart);
  }

  /** The reasoning of this round, or {@code null} if there is none. */
  String roundReasoning() {
    return reasoning.length() == roundReasoningStart
        ? null
        : reasoning.substring(roundReasoningStart);
  }

  /** Takes in what another node has written and reported. */
  void adopt(Message soFar) {
    content.append(soFar.content());
    reasoning.append(soFar.reasoning() == null ? "" : soFar.reasoning());
  }

  /** Returns whether the answer is within its maximum length. */
  boolean add(Delta delta) {
    meters.received(delta.chunks());
    if (delta.model() != null) {
      model = delta.model();
    }
    if (delta.contentWasReasoning()) {
      reclassify();
    }
    String newReasoning = Utf16.beginning(delta.reasoning(), mostChars - reasoning.length());
    String newContent = Utf16.beginning(delta.content(), mostChars - content.length());
    addReasoning(newReasoning);
    addContent(newContent);
    return newReasoning.length() == delta.reasoning().length()
        && newContent.length() == delta.content().length();
  }

  /** Repeats as reasoning what was reported as this round's text. */
  private void reclassify() {
    log.append(new ChatEvent.Restart(request.conversationId(), request.messageId(), "reasoning"));
    String before = content.substring(0, roundStart);
    String all = reasoning.append(content, roundStart, content.length()).toString();
    reasoning.setLength(0);
    content.setLength(0);
    addReasoning(Utf16.beginning(all, mostChars));
    addContent(before);
  }

  private void addReasoning(String more) {
    if (!more.isEmpty()) {
      log.append(
          new ChatEvent.Reasoning(
              request.conversationId(), request.messageId(), reasoning.length(), more));
      reasoning.append(more);
    }
  }

  private void addContent(String more) {
    if (!more.isEmpty()) {
      if (content.isEmpty()) {
        meters.firstToken(System.nanoTime() - startedAt);
      }
      log.append(
          new ChatEvent.Text(
              request.conversationId(), request.messageId(), content.length(), more, model, null));
      content.append(more);
    }
  }
}
