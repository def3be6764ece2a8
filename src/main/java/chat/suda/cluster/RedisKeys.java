package chat.suda.cluster;

/**
 * Names in Redis. Those of one part have a tag in common, so that all of them are on one shard of a
 * Redis Cluster, since the scripts use several at once.
 *
 * @param tag between braces
 */
record RedisKeys(String tag) {

  /** Of what is one for all: where it is published that logins have ended. */
  static final String SIGN_OUTS = "suda:{nodes}:sign-outs";

  /** Likewise: what the nodes do, by their names. */
  static final String FIGURES = "suda:{nodes}:figures";

  private String name(String rest) {
    return "suda:{" + tag + "}:" + rest;
  }

  /** That the node of that name lives. */
  String node(String node) {
    return name("node:" + node);
  }

  /** The answers that run, by when their lease runs out. */
  String running() {
    return name("running");
  }

  /** When a node last swept the leases. */
  String lastSweep() {
    return name("last-sweep");
  }

  /** That no lease expires for now. */
  String gracePeriod() {
    return name("grace-period");
  }

  /** Where it is published that answers want another node. */
  String free() {
    return name("free");
  }

  String answer(String messageId) {
    return name("answer:" + messageId);
  }

  /** Where one answer runs at a time. */
  String place(String owner, String conversationId) {
    return name("place:" + (owner == null ? "" : owner) + '/' + conversationId);
  }

  String counts(String what, String user) {
    return name(what + ':' + user);
  }

  /** Where a node is told what to stop. */
  String stops(String node) {
    return name("stop:" + node);
  }
}
