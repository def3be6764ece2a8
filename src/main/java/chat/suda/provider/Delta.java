package chat.suda.provider;

import java.util.Objects;

/**
 * A piece of an answer.
 *
 * @param content what continues the answer's text, maybe empty
 * @param reasoning what continues the answer's reasoning, maybe empty
 * @param contentWasReasoning whether all content of earlier deltas turned out to be reasoning: it
 *     precedes {@code reasoning}, and {@code content} begins anew
 * @param model the model that answers, as the upstream names it, or {@code null}
 * @param chunks how many of the upstream's chunks with text are joined here, at least 1
 */
public record Delta(
    String content, String reasoning, boolean contentWasReasoning, String model, int chunks) {

  /** A delta that leaves earlier content as it is. */
  public Delta(String content, String reasoning, String model, int chunks) {
    this(content, reasoning, false, model, chunks);
  }

  public Delta {
    Objects.requireNonNull(content, "content");
    Objects.requireNonNull(reasoning, "reasoning");
  }
}
