package chat.suda.stream;

import java.util.concurrent.CompletionStage;

/** Where logs come from. */
public interface EventLogs {

  /** The log of that channel, for this node: one at a time. */
  EventLog open(String channel);

  /** Whether any other node has that channel open, or had not long ago. May ask one, and wait. */
  boolean existsElsewhere(String channel);

  /**
   * Deletes what nodes share of all channels whose names begin so. Never blocks; completes when
   * that is done, however long the others are away.
   */
  CompletionStage<Void> erase(String beginning);
}
