package chat.suda.generation;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Leases: which node may write which answer. A lease expires unless its node renews it; then
 * another node may take over the answer, with a higher token.
 */
public interface Leases {

  /** Receives the events of a node's leases. */
  interface Holder {

    /** A stop of the answer was requested. */
    void stop(String messageId);

    /** A call of the answer was allowed or refused. May be repeated. */
    default void decided(String messageId, String callId, boolean allow) {}

    /** Another node has taken over the answer. */
    void lost(String messageId);

    /** The log has lost its fence for the answer; this node's lease is valid. */
    void forgotten(String messageId);

    /** This node has taken over the answer. */
    void takeOver(Taken taken);
  }

  /**
   * An answer whose node was lost.
   *
   * @param token of the new lease
   * @param tries how often the model will have been asked, including this time
   * @param stopped whether a stop was requested
   */
  record Taken(AnswerRequest request, long token, int tries, boolean stopped) {}

  /**
   * An answer of another node.
   *
   * @param owner or {@code null} if it belongs to anyone who knows its id
   * @param kept whether it is stored
   */
  record Remote(String messageId, String owner, boolean kept) {}

  /** Whether other nodes can take over this node's answers. */
  boolean shared();

  /** Whether answers can begin now. */
  boolean available();

  /**
   * Takes the lease of a new answer and renews it until its end. May block on a request to Redis.
   *
   * @return its token
   */
  long take(AnswerRequest request) throws RefusedException;

  /** Another answer may begin in the same place. */
  void leavePlace(AnswerRequest request);

  /** Ends the lease: the answer has ended, and its last event is in the log. */
  void end(AnswerRequest request, long token, AnswerResult ending);

  /**
   * Releases the lease for an immediate takeover by another node; this node takes over no more
   * answers. Completes, maybe exceptionally, when that is done.
   */
  CompletionStage<?> handOver(AnswerRequest request, long token);

  /** Stops renewing the lease, so that it expires. */
  void drop(AnswerRequest request);

  /** Finds an answer of any node, running or ended recently. May block. */
  Optional<Remote> find(String messageId);

  /** Requests a stop of its node; completes when it has ended, for whatever reason. */
  CompletionStage<AnswerResult> stop(Remote answer);

  /**
   * Decides on a tool call for all nodes, and notifies the node that writes the answer. May block.
   *
   * @return whether there was no earlier decision; empty if the lease is unknown or unavailable
   */
  default Optional<Boolean> decide(String messageId, String callId, boolean allow) {
    return Optional.empty();
  }

  /** Those of these answers that no node writes. May block. */
  List<String> unknown(List<String> messageIds);

  /** Starts to notify the holder, on the executor. Called once. */
  void serve(Holder holder, Executor executor);
}
