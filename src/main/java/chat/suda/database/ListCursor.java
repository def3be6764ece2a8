package chat.suda.database;

import jakarta.persistence.TypedQuery;
import java.util.regex.Pattern;

/**
 * The end of a page of a list, newest first: the next page begins with older entries, by time and
 * then by id. The text is opaque to clients.
 *
 * @param micros since 1970
 */
public record ListCursor(long micros, String id) {

  private static final Pattern TEXT = Pattern.compile("[0-9]{1,18}_[A-Za-z0-9_-]{1,64}");

  /** The start of the list. */
  private static final ListCursor START = new ListCursor(Long.MAX_VALUE, "");

  /**
   * Parses a cursor.
   *
   * @param text or {@code null} or empty for the start
   * @throws IllegalArgumentException if it is not a cursor
   */
  public static ListCursor parse(String text) {
    if (text == null || text.isEmpty()) {
      return START;
    }
    if (!TEXT.matcher(text).matches()) {
      throw new IllegalArgumentException("no cursor of a list");
    }
    int end = text.indexOf('_');
    return new ListCursor(Long.parseLong(text.substring(0, end)), text.substring(end + 1));
  }

  /**
   * The condition on an entity's time, whose id is {@code id}; its first part lets an index scan
   * begin at the cursor.
   */
  public static String older(String entity, String time) {
    String at = entity + "." + time;
    return "(%1$s <= :micros and (%1$s < :micros or %2$s.id < :id))".formatted(at, entity);
  }

  /** Sets the parameters of {@link #older}. */
  public <T> TypedQuery<T> bind(TypedQuery<T> query) {
    return query.setParameter("micros", micros).setParameter("id", id);
  }

  @Override
  public String toString() {
    return micros + "_" + id;
  }
}
