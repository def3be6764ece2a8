package chat.suda.generation;

import chat.suda.provider.Completion;
import chat.suda.provider.Delta;
import chat.suda.provider.Failure;
import chat.suda.provider.Prompt;
import chat.suda.provider.Provider;
import chat.suda.provider.Usage;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Runs an answer in rounds: after a round that ends with tool calls, the model is asked again with
 * their results.
 */
final class AnswerRounds implements Provider.Listener {

  private static final System.Logger LOG = System.getLogger(AnswerRounds.class.getName());

  private final Answer answer;
  private final Provider provider;
  private final ToolLoop tools;
  private final Executor executor;
  private Prompt asked;
  private volatile Usage counted;

  /**
   * @param executor starts the calls, since the reading thread must not block
   */
  AnswerRounds(Answer answer, Provider provider, ToolLoop tools, Executor executor) {
    this.answer = answer;
    this.provider = provider;
    this.tools = tools;
    this.executor = executor;
  }

  /** The usage of the completed rounds, or {@code null} if none was counted. */
  Usage counted() {
    return counted;
  }

  void ask(Prompt prompt) {
    asked = prompt;
    answer.ask(() -> provider.ask(prompt.withTools(tools.definitions()), this));
  }

  @Override
  public void delta(Delta delta) {
    answer.delta(delta);
  }

  @Override
  public void completed(Completion completion) {
    Usage all = Usage.sum(counted, completion.usage());
    if (tools.wants(completion)) {
      counted = all;
      executor.execute(() -> answer.said().ifPresent(said -> tryCall(completion, said)));
    } else {
      answer.completed(new Completion(completion.finishReason(), completion.model(), all));
    }
  }

  private void tryCall(Completion completion, Answer.Said said) {
    try {
      call(completion, said);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "Tools could not be called", e);
      answer.couldNotBeAsked();
    }
  }

  private void call(Completion completion, Answer.Said said) {
    tools.run(
        completion.toolCalls(),
        said,
        results -> {
          List<Prompt.Turn> turns = new ArrayList<>(asked.turns());
          turns.addAll(results);
          ask(asked.with(turns));
        });
  }

  @Override
  public void failed(Failure failure) {
    answer.failed(failure);
  }
}
