package chat.suda.generation;

import chat.suda.conversation.Message;
import chat.suda.provider.Delta;
import chat.suda.stream.ChatEvent;
import chat.suda.stream.EventLog;
import chat.suda.stream.Utf16;

/**
 * An answer's text as it grows: what comes to it is told at once. Not thread-safe, the answer
 * guards it.
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

  /**
   * @param mostChars how long the text may be, and the reasoning, in UTF-16 code units
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

  /** Its reasoning, or {@code null} where there is none. */
  String reasoning() {
    return reasoning.isEmpty() ? null : reasoning.toString();
  }

  /** What answers, as far as is known. */
  String model() {
    return model;
  }

  /** Of the text, in UTF-16 code units. */
  int length() {
    return content.length();
  }

  /** Of text and reasoning: changes when there is something new to keep. */
  int size() {
    return content.length() + reasoning.length();
  }

  /** What follows is another round's. */
  void beginRound() {
    roundStart = content.length();
  }

  /** What the model has said in this round. */
  String roundContent() {
    return content.substring(roundStart);
  }

  /** What another node has written of it, and told. */
  void adopt(Message soFar) {
    content.append(soFar.content());
    reasoning.append(soFar.reasoning() == null ? "" : soFar.reasoning());
  }

  /** Returns whether all of it is within the bound of an answer's length. */
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

  /** What was told as this round's text is told again, as reasoning. */
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
