package chat.suda.provider.openai;

import chat.suda.provider.Completion;
import chat.suda.provider.Delta;
import chat.suda.provider.Usage;

/** The accumulated content of one answer's chunks; text until it is taken. Mutable. */
final class Chunks {

  final PendingText content = new PendingText();
  final PendingText reasoning = new PendingText();

  /** No choice has brought text yet. */
  static final int NO_CHOICE = -1;

  private final ReasoningTags tags = new ReasoningTags();
  private final boolean continued;

  /** The index of the choice in use. */
  int choice = NO_CHOICE;

  /** The model that answers, or {@code null} if no chunk has named it. */
  String model;

  /** The finish reason, or {@code null} while the answer continues. */
  String finishReason;

  /** The latest usage, or {@code null}. */
  Usage usage;

  /** The error that the upstream reported, or {@code null}. */
  UpstreamError error;

  /** The tool calls. */
  final ToolCallPieces toolCalls = new ToolCallPieces();

  private int withText;

  Chunks() {
    this(false);
  }

  /**
   * @param continued the answer continues a text that has begun, so that no tags are parsed
   */
  Chunks(boolean continued) {
    this.continued = continued;
  }

  /** The total number of UTF-16 code units received, of both kinds. */
  long total() {
    return content.total() + reasoning.total();
  }

  /** Whether there is any part of an answer. */
  boolean begun() {
    return total() > 0 || !toolCalls.isEmpty();
  }

  /** Marks the text so far, for {@link #rollback}. */
  void mark() {
    content.mark();
    reasoning.mark();
    toolCalls.mark();
  }

  void rollback() {
    content.rollback();
    reasoning.rollback();
    toolCalls.rollback();
  }

  /** Counts a chunk with text. */
  void countText() {
    withText++;
  }

  /** The text since the last call as one delta, or {@code null} if there is none. */
  Delta take(boolean last) {
    String newContent = content.take(last);
    String newReasoning = reasoning.take(last);
    boolean reclassified = false;
    if (!continued) {
      tags.add(newContent, reasoning.total() == 0, last);
      newContent = tags.takeContent();
      newReasoning += tags.takeReasoning();
      reclassified = tags.takeReclassified();
    }
    if (newContent.isEmpty() && newReasoning.isEmpty() && !reclassified) {
      return null;
    }
    Delta delta = new Delta(newContent, newReasoning, reclassified, model, Math.max(1, withText));
    withText = 0;
    return delta;
  }

  Completion completion() {
    return new Completion(
        finishReason == null ? "stop" : finishReason, model, usage, toolCalls.calls());
  }
}
