package chat.suda.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;

/**
 * {@code java -jar suda.jar [--port 8080]}: takes the options of Payara Micro.
 *
 * <p>The port is opened after the deployment; until then connections are refused. A failed start
 * prints one line and ends with status 1. At SIGTERM and SIGINT the application ends its answers
 * and streams before the server stops.
 */
public final class Main {

  private static final int STARTUP_FAILED = 1;
  private static final int DEFAULT_PORT = 8080;
  private static final int CONNECT_MILLIS = 5000;
  private static final int MAX_PORT = 65535;

  private Main() {}

  public static void main(String[] arguments) {
    long began = System.nanoTime();
    HeapWatch.start();
    StartOutput output = StartOutput.capture();
    // Payara exits by itself where it does not know an option, or is asked for help.
    Thread exit = new Thread(output::print);
    Runtime.getRuntime().addShutdownHook(exit);
    try {
      int port = port(arguments);
      Socket reserved = reserve(port);
      Server server = Server.start(arguments);
      Application.requireDeployed();
      Termination.onSignal(
          () -> {
            Application.drain();
            server.closePort();
            output.hold();
          });
      Footprint.shrink();
      reserved.close();
      server.openPort();
      requireOpen(port);
      Runtime.getRuntime().removeShutdownHook(exit);
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

  private static int port(String[] arguments) throws StartupException {
    int port = DEFAULT_PORT;
    for (int i = 0; i < arguments.length; i++) {
      String option = arguments[i].toLowerCase(Locale.ROOT);
      if (option.equals("--contextroot")) {
        throw new StartupException("--contextroot: suda.jar serves at / alone; suda.war at any");
      }
      if (option.equals("--port")) {
        port = portNumber(i + 1 < arguments.length ? arguments[i + 1] : "");
      }
    }
    return port;
  }

  private static int portNumber(String value) throws StartupException {
    if (value.matches("[0-9]{1,5}")) {
      int port = Integer.parseInt(value);
      if (port >= 1 && port <= MAX_PORT) {
        return port;
      }
    }
    throw new StartupException("--port: \"" + value + "\" is not a number from 1 to " + MAX_PORT);
  }

  /**
   * Bound without listening: no client can connect yet, and the port is given to nobody else while
   * Suda starts, nor to an outgoing connection.
   */
  private static Socket reserve(int port) throws StartupException {
    Socket socket = new Socket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(port));
      return socket;
    } catch (IOException e) {
      throw new StartupException("port " + port + ": " + e.getMessage());
    }
  }

  /** The server does not report a port that it could not bind. */
  private static void requireOpen(int port) throws StartupException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
    } catch (IOException e) {
      throw new StartupException("port " + port + ": " + e.getMessage());
    }
  }
}
