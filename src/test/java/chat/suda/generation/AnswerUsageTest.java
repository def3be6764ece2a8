package chat.suda.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.suda.conversation.AnswerEnd;
import chat.suda.conversation.CalledTool;
import chat.suda.conversation.Status;
import chat.suda.limits.UsageEntry;
import chat.suda.provider.Parameters;
import chat.suda.provider.Prompt;
import chat.suda.provider.Usage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The usage of answers with tools that are interrupted. */
class AnswerUsageTest {

  private static final AnswerRequest REQUEST =
      new AnswerRequest(
          "me",
          "c",
          "m",
          new Prompt(
              "model", List.of(new Prompt.Turn(Prompt.Role.USER, "12345678")), Parameters.NONE),
          "",
          true);

  private static final CalledTool CALL =
      new CalledTool("c1", "f", "{} ?", CalledTool.State.DONE, "1234", null, 1, 4, null);

  @Test
  void stoppedWhileAToolRunsItIsWhatWasCounted() {
    UsageEntry entry = cost(Status.STOPPED, "text", new Usage(500, 20, 520));
    assertEquals(500, entry.promptTokens());
    assertEquals(20, entry.completionTokens());
  }

  @Test
  void stoppedInALaterRoundThatOneIsEstimatedAndAdded() {
    UsageEntry entry = cost(Status.STOPPED, "text12345678", new Usage(500, 20, 520));
    // The question, the text before the call, its arguments and its result.
    assertEquals(500 + 2 + 1 + 1 + 1, entry.promptTokens());
    assertEquals(20 + 2, entry.completionTokens());
  }

  @Test
  void completeItIsWhatWasCounted() {
    UsageEntry entry = cost(Status.COMPLETE, "text12345678", new Usage(1000, 40, 1040));
    assertEquals(1000, entry.promptTokens());
    assertEquals(40, entry.completionTokens());
  }

  private static UsageEntry cost(Status status, String content, Usage counted) {
    return AnswerUsage.of(
        REQUEST, new AnswerEnd(status, content, null, "model", null, counted, null, List.of(CALL)));
  }
}
