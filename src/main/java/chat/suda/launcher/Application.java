package chat.suda.launcher;

import java.lang.management.ManagementFactory;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Suda as deployed in the server, reached by its MBean. */
final class Application {

  private static final String MBEANS = "chat.suda:type=Shutdown,*";

  /** Why the deployment failed, as the application has set it: one line. */
  private static final String FAILURE = "chat.suda.startup.failure";

  private Application() {}

  /**
   * @throws StartupException with what the application says of it
   * @throws IllegalStateException where it says nothing
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

  /** Has answers and streams end. May take some seconds. */
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
