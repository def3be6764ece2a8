package chat.suda.launcher;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * {@code java -jar suda.jar [--port 8080]}: takes the options of Payara Micro.
 *
 * <p>The port is opened when the application has been deployed: until then a connection is refused.
 * A start that fails prints one line and ends with status 1. At SIGTERM and SIGINT the application
 * ends its answers and streams before the server stops.
 */
public final class Main {

  private static final int STARTUP_FAILED = 1;
  private static final int DEFAULT_PORT = 8080;

  private Main() {}

  public static void main(String[] arguments) {
    long began = System.nanoTime();
    HeapWatch.start();
    StartOutput output = StartOutput.capture();
    try {
      int port = port(arguments);
      requireFree(port);
      Server server = Server.start(arguments);
      Application.requireDeployed();
      Termination.onSignal(
          () -> {
            Application.drain();
            server.closePort();
            output.hold();
          });
      Footprint.shrink();
      server.openPort();
      output.release();
      System.out.printf(
          "Suda serves at http://localhost:%d/ (started in %.1f s)%n",
          port, (System.nanoTime() - began) / 1e9);
    } catch (StartupException e) {
      output.release();
      System.err.println("Suda could not start: " + e.getMessage());
      Runtime.getRuntime().halt(STARTUP_FAILED);
    } catch (Exception | LinkageError e) {
      output.print();
      e.printStackTrace();
      Runtime.getRuntime().halt(STARTUP_FAILED);
    }
  }

  private static int port(String[] arguments) {
    for (int i = 0; i + 1 < arguments.length; i++) {
      if (arguments[i].equalsIgnoreCase("--port") && arguments[i + 1].matches("[0-9]{1,5}")) {
        return Integer.parseInt(arguments[i + 1]);
      }
    }
    return DEFAULT_PORT;
  }

  private static void requireFree(int port) throws StartupException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(port));
    } catch (IOException | IllegalArgumentException e) {
      throw new StartupException("port " + port + ": " + e.getMessage());
    }
  }
}
