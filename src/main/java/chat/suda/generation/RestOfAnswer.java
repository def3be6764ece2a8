package chat.suda.generation;

import chat.suda.provider.Completion;
import chat.suda.provider.Delta;
import chat.suda.provider.Failure;
import chat.suda.provider.Provider;

/** Passes on the rest of an answer without the usage, which covers the rest only. */
record RestOfAnswer(Answer answer) implements Provider.Listener {

  @Override
  public void delta(Delta delta) {
    answer.delta(delta);
  }

  @Override
  public void completed(Completion completion) {
    answer.completed(new Completion(completion.finishReason(), completion.model(), null));
  }

  @Override
  public void failed(Failure failure) {
    answer.failed(failure);
  }
}
