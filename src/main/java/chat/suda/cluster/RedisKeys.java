package chat.suda.cluster;

/**
 * The names of keys and channels in Redis. Those of one part have a common hash tag, so that all
 * are on one shard of a Redis Cluster, as scripts with several keys require.
 *
 * @param tag the hash tag, without braces
 */
record RedisKeys(String tag) {

  /** Not divided into parts: the channel on which sign-outs are published. */
  static final String SIGN_OUTS = "suda:{nodes}:sign-outs";

  /** Likewise: the figures of the nodes, by node name. */
  static final String FIGURES = "suda:{nodes}:figures";

  private String name(String rest) {
    return "suda:{" + tag + "}:" + rest;
  }

  /** Exists while that node is alive. */
  String node(String node) {
    return name("node:" + node);
  }

  /** The running answers, sorted by the expiry of their leases. */
  String running() {
    return name("running");
  }

  /** The time at which a node last swept the leases. */
  String lastSweep() {
    return name("last-sweep");
  }

  /** Exists during a grace period, in which no lease expires. */
  String gracePeriod() {
    return name("grace-period");
  }

  /** The channel on which answers to be taken over are announced. */
  String free() {
    return name("free");
  }

  String answer(String messageId) {
    return name("answer:" + messageId);
  }

  /** At most one answer runs per place. */
  String place(String owner, String conversationId) {
    return name("place:" + (owner == null ? "" : owner) + '/' + conversationId);
  }

  String counts(String what, String user) {
    return name(what + ':' + user);
  }

  /** The channel on which a node is told which answers to stop. */
  String stops(String node) {
    return name("stop:" + node);
  }
}
