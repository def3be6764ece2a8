package chat.suda.tool;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** Unique names for the tools of one server, made of the server's name and the tool's. */
final class McpToolNames {

  private static final int MAX_CHARS = 64;

  private final String server;
  private final Set<String> taken = new HashSet<>();

  McpToolNames(String server) {
    this.server = server;
  }

  String of(String tool) {
    String name = (server + "_" + tool).replaceAll("[^A-Za-z0-9_-]", "_");
    return unique(name.substring(0, Math.min(MAX_CHARS, name.length())), taken::add);
  }

  /**
   * The name, with a number if it is taken.
   *
   * @param take returns whether a name was free
   */
  static String unique(String base, Predicate<String> take) {
    String name = base;
    for (int i = 2; !take.test(name); i++) {
      String end = "_" + i;
      name = base.substring(0, Math.min(MAX_CHARS - end.length(), base.length())) + end;
    }
    return name;
  }
}
