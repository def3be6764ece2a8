package chat.suda.conversation;

import java.util.List;

/**
 * A page of a list.
 *
 * @param next the cursor of the next page, or {@code null} at the end
 */
public record Page<T>(List<T> items, String next) {

  public Page {
    items = List.copyOf(items);
  }
}
