package chat.suda.generation;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Who may write which answer. A lease runs out where its node does not renew it; then another node
 * may take the answer over, with a greater token.
 */
public interface Leases {

  /** What a node is told about the answers that it writes, and may write. */
  interface Holder {

    /** Somebody wants it stopped. */
    void stop(String messageId);

    /** A call of it is allowed, or refused. May be said again. */
    default void decided(String messageId, String callId, boolean allow) {}

    /** Another node writes it from now on. */
    void lost(String messageId);

    /** What the log knew of its writers is gone; this node's lease holds. */
    void forgotten(String messageId);

    /** This node holds it from now on. */
    void takeOver(Taken taken);
  }

  /**
   * An answer whose node was lost.
   *
   * @param token of the new lease
   * @param tries how often the model will have been asked, this time included
   * @param stopped whether somebody wants it stopped
   */
  record Taken(AnswerRequest request, long token, int tries, boolean stopped) {}

  /**
   * An answer of another node.
   *
   * @param owner or {@code null} where it belongs to whoever knows its id
   * @param kept whether it is stored
   */
  record Remote(String messageId, String owner, boolean kept) {}

  /** Whether other nodes may take over what this one leaves. */
  boolean shared();

  /** Whether answers may begin now. */
  boolean available();

  /**
   * Takes the lease of a new answer, renewed until it is ended. May ask a server, and wait.
   *
   * @return its token
   */
  long take(AnswerRequest request) throws RefusedException;

  /** Another answer may begin in the same place. */
  void leavePlace(AnswerRequest request);

  /** The answer has ended, as everybody was told. */
  void end(AnswerRequest request, long token, AnswerResult ending);

  /**
   * Lets another node take the answer over at once, since this one ends: it takes over nothing any
   * more. Completes when that is known, or failed.
   */
  CompletionStage<?> handOver(AnswerRequest request, long token);

  /** Renews the lease no more: it runs out. */
  void drop(AnswerRequest request);

  /** Finds an answer that any node writes, or has written not long ago. May wait. */
  Optional<Remote> find(String messageId);

  /** Has its node stop it; completes when it has ended, however. */
  CompletionStage<AnswerResult> stop(Remote answer);

  /**
   * Decides on a call of an answer for all nodes, and tells the one that writes it. May wait.
   *
   * @return whether nobody has decided before; empty where the lease is not known, or away
   */
  default Optional<Boolean> decide(String messageId, String callId, boolean allow) {
    return Optional.empty();
  }

  /** Of these answers, those that no node writes. May wait. */
  List<String> unknown(List<String> messageIds);

  /** Begins to tell, on the executor; once. */
  void serve(Holder holder, Executor executor);
}
