package chat.suda.operation;

/** Shutdown by a JMX client, such as the launcher of {@code suda.jar}. */
public interface ShutdownMXBean {

  /**
   * Refuses new requests, waits for running answers or hands them over, and closes open streams
   * with a reconnection time. Returns after some seconds; may be called repeatedly.
   */
  void drain();
}
