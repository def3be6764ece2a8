package chat.suda.generation;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Leases of a single node; always granted. */
public final class LocalLeases implements Leases {

  @Override
  public boolean shared() {
    return false;
  }

  @Override
  public boolean available() {
    return true;
  }

  @Override
  public long take(AnswerRequest request) {
    return 0;
  }

  @Override
  public void leavePlace(AnswerRequest request) {
    // The registry of the node knows its answers.
  }

  @Override
  public void end(AnswerRequest request, long token, AnswerResult ending) {
    // Likewise.
  }

  @Override
  public CompletionStage<?> handOver(AnswerRequest request, long token) {
    throw new UnsupportedOperationException("nobody to hand over to");
  }

  @Override
  public void drop(AnswerRequest request) {
    // It never expires.
  }

  @Override
  public List<String> unknown(List<String> messageIds) {
    return messageIds;
  }

  @Override
  public Optional<Remote> find(String messageId) {
    return Optional.empty();
  }

  @Override
  public CompletionStage<AnswerResult> stop(Remote answer) {
    return CompletableFuture.failedStage(new UnsupportedOperationException("no other node"));
  }

  @Override
  public void serve(Holder holder, Executor executor) {
    // There are no events.
  }
}
