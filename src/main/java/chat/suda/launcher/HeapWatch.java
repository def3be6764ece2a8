package chat.suda.launcher;

import java.lang.ref.Reference;

/**
 * Ends the process when its heap is exhausted, so that its supervisor restarts it: the effect of
 * {@code -XX:+ExitOnOutOfMemoryError}, which a JAR cannot request. When little memory is left, it
 * tests once a second whether 1 MiB can be allocated.
 */
final class HeapWatch {

  private static final int PROBE_BYTES = 1 << 20;
  private static final long LITTLE_BYTES = 32 << 20;
  private static final long PERIOD_MILLIS = 1000;

  /** The same status as {@code -XX:+ExitOnOutOfMemoryError}. */
  private static final int OUT_OF_MEMORY = 3;

  private HeapWatch() {}

  static void start() {
    Thread watch = new Thread(HeapWatch::watch, "suda-heap-watch");
    watch.setDaemon(true);
    watch.start();
  }

  /** Before the next collection. */
  private static long available() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
  }

  private static void watch() {
    try {
      while (true) {
        if (available() < LITTLE_BYTES) {
          Reference.reachabilityFence(new byte[PROBE_BYTES]);
        }
        Thread.sleep(PERIOD_MILLIS);
      }
    } catch (OutOfMemoryError e) {
      Runtime.getRuntime().halt(OUT_OF_MEMORY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
