package chat.suda.generation;

import chat.suda.provider.Completion;
import chat.suda.provider.Delta;
import chat.suda.provider.Failure;
import chat.suda.provider.Provider;

/** Hears the rest of an answer: what the model counts then is not what the answer cost. */
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
