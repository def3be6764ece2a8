package chat.suda.stream;

/** Where logs come from. */
public interface EventLogs {

  /** The log of that channel, for this node: one at a time. */
  EventLog open(String channel);

  /** Whether any other node has that channel open, or had not long ago. May ask one, and wait. */
  boolean existsElsewhere(String channel);
}
