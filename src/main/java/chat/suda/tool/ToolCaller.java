package chat.suda.tool;

import java.util.Objects;
import java.util.Set;

/**
 * The person whose answer calls a tool.
 *
 * @param id of the person, the same in all their calls
 * @param name, email or {@code null} if unknown
 * @param roles of the login; empty for an anonymous person
 */
public record ToolCaller(String id, String name, String email, Set<String> roles) {

  public ToolCaller {
    Objects.requireNonNull(id, "id");
    roles = Set.copyOf(roles);
  }
}
