package chat.suda.tool;

import java.util.Objects;
import java.util.Set;

/**
 * Who asks the question in whose answer a tool is called.
 *
 * @param id of the person, the same in all their calls
 * @param name, email or {@code null} where they are not known
 * @param roles as the login has them; empty for an anonymous person
 */
public record ToolCaller(String id, String name, String email, Set<String> roles) {

  public ToolCaller {
    Objects.requireNonNull(id, "id");
    roles = Set.copyOf(roles);
  }
}
