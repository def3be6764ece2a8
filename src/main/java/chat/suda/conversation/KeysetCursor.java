package chat.suda.conversation;

import chat.suda.database.ListCursor;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * The end of a page of the list: the next page begins with older entries, by update time and then
 * by id.
 */
record KeysetCursor(long updatedAt, String id) {

  /** The start of the list. */
  private static final KeysetCursor START = new KeysetCursor(Long.MAX_VALUE, "");

  /** The condition on a conversation {@code c}. */
  static final String OLDER = " " + ListCursor.older("c", "updatedAt");

  static final String ORDER = " order by c.updatedAt desc, c.id desc";

  static KeysetCursor of(ConversationRow row) {
    return new KeysetCursor(row.updatedAt, row.id);
  }

  /**
   * @param text or {@code null} or empty for the start
   * @throws IllegalArgumentException if it is not a cursor
   */
  static KeysetCursor parse(String text) {
    if (text == null || text.isEmpty()) {
      return START;
    }
    String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.ISO_8859_1);
    if (!plain.matches("[0-9]{1,18}:[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException("no cursor of this list");
    }
    int colon = plain.indexOf(':');
    return new KeysetCursor(Long.parseLong(plain.substring(0, colon)), plain.substring(colon + 1));
  }

  String text() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((updatedAt + ":" + id).getBytes(StandardCharsets.ISO_8859_1));
  }

  <Q extends Query> Q bind(Q query) {
    query.setParameter("micros", updatedAt).setParameter("id", id);
    return query;
  }

  List<ConversationRow> rows(EntityManager entities, String owner, int most) {
    return bind(entities.createQuery(
            "select c from ConversationRow c where c.owner = :owner and" + OLDER + ORDER,
            ConversationRow.class))
        .setParameter("owner", owner)
        .setMaxResults(most)
        .getResultList();
  }
}
