package chat.suda.tool;

import java.util.HashSet;
import java.util.Set;

/** Unique names for the tools of one server, made of the server's name and the tool's. */
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
