package chat.suda.cluster;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** The nginx of this machine, with the configuration for operators. */
final class Nginx implements AutoCloseable {

  private final int port;
  private final Process process;

  /** In front of these nodes. */
  Nginx(URI... nodes) throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path directory = Files.createTempDirectory("nginx");
    Path file = directory.resolve("nginx.conf");
    Files.writeString(file, configuration(nodes));
    process =
        new ProcessBuilder("nginx", "-p", directory.toString(), "-c", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
  }

  private String configuration(URI... nodes) throws IOException {
    StringBuilder servers = new StringBuilder();
    String given = Files.readString(Path.of("docker/nginx.conf"));
    String options = given.replaceFirst("(?s).*?server node1:8080([^;]*);.*", "$1");
    for (URI node : nodes) {
      servers.append("server 127.0.0.1:" + node.getPort() + options + ";");
    }
    return "daemon off; pid nginx.pid; error_log error.log;"
        + given
            .replaceAll("(?m)^ *server node\\d.*$", "")
            .replace("least_conn;", "least_conn;" + servers)
            .replace("listen 8080;", "listen 127.0.0.1:" + port + "; access_log off;")
            .replace("32768", "4096");
  }

  URI base() {
    return URI.create("http://127.0.0.1:" + port + "/");
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
