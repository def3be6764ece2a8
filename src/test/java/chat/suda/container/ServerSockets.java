package chat.suda.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A server's side of its connections, as Linux shows it (proc(5), {@code /proc/net/tcp}). */
final class ServerSockets {

  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int STATE = 3;

  /** Open on the server's side: ESTABLISHED and CLOSE_WAIT. */
  private static final Set<String> OPEN = Set.of("01", "08");

  private ServerSockets() {}

  /** Whether this system supports it. */
  static boolean visible() {
    return Files.isReadable(TABLES.get(0));
  }

  /** The clients' ports of the connections that the server at this port has not closed. */
  static Set<Integer> open(int serverPort) throws IOException {
    Set<Integer> clients = new HashSet<>();
    for (Path table : TABLES) {
      if (Files.isReadable(table)) {
        for (String line : Files.readAllLines(table)) {
          String[] columns = line.strip().split("\\s+");
          if (OPEN.contains(columns[STATE]) && port(columns[LOCAL]) == serverPort) {
            clients.add(port(columns[REMOTE]));
          }
        }
      }
    }
    return clients;
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
  }
}
