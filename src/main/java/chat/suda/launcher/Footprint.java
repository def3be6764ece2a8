package chat.suda.launcher;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/**
 * Reduces the memory of the process. A start needs several times the memory of an idle server,
 * which a JVM returns late or never.
 *
 * <p>Uses the MBeans of HotSpot; without them it does nothing.
 */
final class Footprint {

  private static final System.Logger LOG = System.getLogger(Footprint.class.getName());

  private static final String OPTIONS = "com.sun.management:type=HotSpotDiagnostic";
  private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";

  /** Trims the C library's heap, on Linux, from JDK 17.0.9 on. */
  private static final String TRIM = "systemTrimNativeHeap";

  /** Free share of the heap after a full collection, in percent. */
  private static final String LEAST_FREE = "MinHeapFreeRatio";

  private static final String MAX_FREE = "MaxHeapFreeRatio";

  private static final int LEAST_FREE_PERCENT = 10;
  private static final int MAX_FREE_PERCENT = 30;

  /**
   * The serial collector shrinks the heap in that many steps, the first of which has no effect;
   * others need one.
   */
  private static final int COLLECTIONS = 4;

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

  private Footprint() {}

  /**
   * Returns the memory left over from the start, once, by full collections of about 0.1 s. Later
   * resizing of the heap is not affected.
   */
  static void shrink() {
    Footprint footprint = new Footprint();
    try {
      footprint.collect();
      footprint.trim();
    } catch (JMException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "The memory of the start is kept", e);
    }
  }

  private void collect() throws JMException {
    String least = option(LEAST_FREE);
    String most = option(MAX_FREE);
    // The minimum must never exceed the maximum.
    set(LEAST_FREE, Integer.toString(LEAST_FREE_PERCENT));
    set(MAX_FREE, Integer.toString(MAX_FREE_PERCENT));
    try {
      long before = 0;
      for (int i = 0;
          i < COLLECTIONS && (i < 2 || before != Runtime.getRuntime().totalMemory());
          i++) {
        before = Runtime.getRuntime().totalMemory();
        System.gc();
      }
    } finally {
      set(MAX_FREE, most);
      set(LEAST_FREE, least);
    }
  }

  private void trim() throws JMException {
    ObjectName commands = new ObjectName(COMMANDS);
    if (server.isRegistered(commands)) {
      boolean known =
          Arrays.stream(server.getMBeanInfo(commands).getOperations())
              .anyMatch(operation -> operation.getName().equals(TRIM));
      if (known) {
        server.invoke(commands, TRIM, new Object[0], new String[0]);
      }
    }
  }

  private String option(String name) throws JMException {
    Object option =
        server.invoke(
            new ObjectName(OPTIONS),
            "getVMOption",
            new Object[] {name},
            new String[] {String.class.getName()});
    return (String) ((CompositeData) option).get("value");
  }

  private void set(String name, String value) throws JMException {
    String text = String.class.getName();
    server.invoke(
        new ObjectName(OPTIONS),
        "setVMOption",
        new Object[] {name, value},
        new String[] {text, text});
  }
}
