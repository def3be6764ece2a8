package chat.suda.launcher;

import fish.payara.micro.ClusterCommandResult;
import fish.payara.micro.ClusterCommandResult.ExitStatus;
import fish.payara.micro.boot.AdminCommandRunner;
import fish.payara.micro.boot.PayaraMicroBoot;
import java.lang.reflect.InvocationTargetException;

/** Payara Micro; its HTTP listener is disabled until it is opened here. */
final class Server {

  private static final String LISTENER_ENABLED =
      "configs.config.server-config.network-config.network-listeners"
          + ".network-listener.http-listener.enabled=";

  /** Otherwise Payara refuses requests with headers that are not ASCII (obs-text in RFC 9110). */
  private static final String STRICT_HEADERS =
      "org.glassfish.grizzly.http.STRICT_HEADER_VALUE_VALIDATION_RFC_9110";

  private AdminCommandRunner commands;

  private Server() {}

  /** Starts it and deploys its contents. */
  static Server start(String[] arguments) throws Exception {
    if (System.getProperty(STRICT_HEADERS) == null) {
      System.setProperty(STRICT_HEADERS, "false");
    }
    Server server = new Server();
    PayaraMicroBoot boot = new ServerLauncher().load();
    boot.setPostBootHandler(runner -> server.commands = runner);
    try {
      // Passes the arguments, for which the interface has no method, and boots the same instance.
      boot.getClass().getMethod("create", String[].class).invoke(null, (Object) arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
    return server;
  }

  void openPort() throws StartupException {
    ClusterCommandResult result = commands.run("set", LISTENER_ENABLED + true);
    if (result.getExitStatus() == ExitStatus.FAILURE) {
      throw new StartupException("the port cannot be opened: " + result.getOutput().strip());
    }
  }

  /** From now on connections are refused. */
  void closePort() {
    commands.run("set", LISTENER_ENABLED + false);
  }
}
