package chat.suda.launcher;

import java.lang.management.ManagementFactory;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The deployed application, controlled through its MBean. */
final class Application {

  private static final String MBEANS = "chat.suda:type=Shutdown,*";

  /** The system property with the reason of a failed deployment, one line. */
  private static final String FAILURE = "chat.suda.startup.failure";

  private Application() {}

  /**
   * @throws StartupException with the application's reason
   * @throws IllegalStateException if there is none
   */
  static void requireDeployed() throws StartupException, JMException {
    if (!names().isEmpty()) {
      return;
    }
    String failure = System.getProperty(FAILURE);
    if (failure == null) {
      throw new IllegalStateException("Suda was not deployed");
    }
    throw new StartupException(failure);
  }

  /** Ends answers and streams. May take some seconds. */
  static void drain() {
    try {
      for (ObjectName name : names()) {
        server().invoke(name, "drain", new Object[0], new String[0]);
      }
    } catch (JMException e) {
      System.getLogger(Application.class.getName())
          .log(System.Logger.Level.WARNING, "Streams could not be ended in order", e);
    }
  }

  private static Set<ObjectName> names() throws JMException {
    return server().queryNames(new ObjectName(MBEANS), null);
  }

  private static MBeanServer server() {
    return ManagementFactory.getPlatformMBeanServer();
  }
}
