package chat.suda.operation;

/** What a JMX client, such as the launcher of {@code suda.jar}, can do. */
public interface ShutdownMXBean {

  /**
   * Takes no new requests, lets running answers end or hands them over, and tells open streams to
   * come back. Returns when that is done, after some seconds; may be called again.
   */
  void drain();
}
