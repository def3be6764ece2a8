package chat.suda.stream;

import java.util.concurrent.CompletionStage;

/** The source of logs. */
public interface EventLogs {

  /** The log of that channel on this node; one instance at a time. */
  EventLog open(String channel);

  /**
   * Whether another node has that channel open, or had it recently. May block on a request to
   * Redis.
   */
  boolean existsElsewhere(String channel);

  /**
   * Deletes the shared data of all channels whose names have that prefix. Never blocks; completes
   * when that is done, and retries while Redis is unavailable.
   */
  CompletionStage<Void> erase(String beginning);
}
