package chat.suda.tool;

import java.util.HashSet;
import java.util.Set;

/** What models call the tools of one server: the server's name and theirs, each only once. */
final class McpToolNames {

  private static final int MAX_CHARS = 64;

  private final String server;
  private final Set<String> taken = new HashSet<>();

  McpToolNames(String server) {
    this.server = server;
  }

  String of(String tool) {
    String base = (server + "_" + tool).replaceAll("[^A-Za-z0-9_-]", "_");
    base = base.substring(0, Math.min(MAX_CHARS, base.length()));
    String name = base;
    for (int i = 2; !taken.add(name); i++) {
      String end = "_" + i;
      name = base.substring(0, Math.min(MAX_CHARS - end.length(), base.length())) + end;
    }
    return name;
  }
}
