package chat.suda.launcher;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs an action at SIGTERM and SIGINT before the JVM's shutdown hooks, which run in parallel and
 * one of which stops the server.
 *
 * <p>Uses {@code sun.misc.Signal} of the module {@code jdk.unsupported}; without it the server is
 * stopped at once, and the application drains during its undeployment.
 */
final class Termination {

  private static final String[] SIGNALS = {"TERM", "INT"};

  /** The exit status of a signal is its number plus this. */
  private static final int BY_SIGNAL = 128;

  private Termination() {}

  static void onSignal(Runnable first) {
    AtomicBoolean ending = new AtomicBoolean();
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Method number = signal.getMethod("getNumber");
      Object handling =
          Proxy.newProxyInstance(
              Termination.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getDeclaringClass() == Object.class) {
                  return method.invoke(first, arguments);
                }
                if (ending.compareAndSet(false, true)) {
                  end(first, BY_SIGNAL + (int) number.invoke(arguments[0]));
                }
                return null;
              });
      for (String name : SIGNALS) {
        Object one = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, one, handling);
      }
    } catch (ReflectiveOperationException e) {
      System.getLogger(Termination.class.getName())
          .log(System.Logger.Level.WARNING, "Signals cannot be handled: " + e);
    }
  }

  private static void end(Runnable first, int status) {
    try {
      first.run();
    } catch (RuntimeException | Error e) {
      e.printStackTrace();
    } finally {
      System.exit(status);
    }
  }
}
