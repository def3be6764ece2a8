package chat.suda.provider.openai;

import chat.suda.provider.Completion;
import chat.suda.provider.Delta;
import chat.suda.provider.Usage;

/** What the chunks of one answer have said so far; their text until it is taken. Mutable. */
final class Chunks {

  final PendingText content = new PendingText();
  final PendingText reasoning = new PendingText();

  /** No choice has brought text yet. */
  static final int NO_CHOICE = -1;

  private final ReasoningTags tags = new ReasoningTags();
  private final boolean continued;

  /** The index of the choice that counts. */
  int choice = NO_CHOICE;

  /** The model that answers, or {@code null} as long as no chunk has named it. */
  String model;

  /** Why the answer ended, or {@code null} while it goes on. */
  String finishReason;

  /** The counts that came last, or {@code null}. */
  Usage usage;

  /** What the upstream reported in place of an answer, or {@code null}. */
  UpstreamError error;

  /** The calls that the model asks for. */
  final ToolCallPieces toolCalls = new ToolCallPieces();

  private int withText;

  Chunks() {
    this(false);
  }

  /**
   * @param continued the answer goes on with a text that has begun, so that no tags are looked for
   */
  Chunks(boolean continued) {
    this.continued = continued;
  }

  /** How many UTF-16 code units have ever come, of both kinds. */
  long total() {
    return content.total() + reasoning.total();
  }

  /** Whether there is anything of an answer. */
  boolean begun() {
    return total() > 0 || !toolCalls.isEmpty();
  }

  /** Remembers the text so far, for {@link #rollback}. */
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

  /** Counts a chunk that brought text. */
  void countText() {
    withText++;
  }

  /** The text that has come since the last call as one delta, or {@code null} if there is none. */
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
