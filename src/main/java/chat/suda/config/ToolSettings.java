package chat.suda.config;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The tools for models.
 *
 * @param servers MCP servers with Streamable HTTP
 * @param maxRounds maximum number of rounds of calls per answer, at least 0
 * @param timeout of one call
 * @param approval how long a call waits for the user's decision
 */
public record ToolSettings(
    List<Server> servers, int maxRounds, Duration timeout, Duration approval) {

  /**
   * An MCP server.
   *
   * @param name the prefix of its tools' names
   * @param token a secret: a bearer token for the server alone
   * @param tools the offered ones, by their own names; empty for all
   * @param approve whether the user is asked before each call
   * @param roles who may use it; empty for all
   */
  public record Server(
      String name,
      URI url,
      Optional<String> token,
      Set<String> tools,
      boolean approve,
      Set<String> roles) {

    @Override
    public String toString() {
      return "Server[" + name + "]";
    }
  }

  static ToolSettings read(ConfigReader keys) {
    List<Server> servers = new ArrayList<>();
    for (String name : keys.names("suda.mcp")) {
      servers.add(server(keys, name));
    }
    return new ToolSettings(
        List.copyOf(servers),
        (int) keys.whole("suda.tools.max-rounds", 8, 0, 100),
        keys.duration("suda.tools.timeout", "PT30S"),
        keys.duration("suda.tools.approval", "PT10M"));
  }

  private static Server server(ConfigReader keys, String name) {
    String prefix = "suda.mcp." + name + ".";
    return new Server(
        name,
        keys.httpUrl(prefix + "url")
            .orElseThrow(() -> StartupFailure.of(prefix + "url: is not set")),
        keys.headerSecret(prefix + "token"),
        new LinkedHashSet<>(keys.list(prefix + "tools")),
        keys.oneOf(prefix + "approve", List.of("always", "never")).equals("always"),
        new LinkedHashSet<>(keys.list(prefix + "roles")));
  }
}
