package chat.suda.cluster;

/** Names in Redis. All on one shard of a Redis Cluster, since the scripts use several at once. */
final class RedisKeys {

  /** Before a node's name: that it lives. */
  static final String NODE = "suda:{nodes}:node:";

  /** The answers that run, by when their lease runs out. */
  static final String RUNNING = "suda:{nodes}:running";

  /** Where it is published that answers want another node. */
  static final String FREE = "suda:{nodes}:free";

  /** Where it is published that logins have ended. */
  static final String SIGN_OUTS = "suda:{nodes}:sign-outs";

  /** What the nodes do, by their names. */
  static final String FIGURES = "suda:{nodes}:figures";

  private RedisKeys() {}

  static String answer(String messageId) {
    return "suda:{nodes}:answer:" + messageId;
  }

  /** Where one answer runs at a time. */
  static String place(String owner, String conversationId) {
    return "suda:{nodes}:place:" + (owner == null ? "" : owner) + '/' + conversationId;
  }

  static String counts(String what, String user) {
    return "suda:{nodes}:" + what + ':' + user;
  }

  /** Where a node is told what to stop. */
  static String stops(String node) {
    return "suda:{nodes}:stop:" + node;
  }
}
