package chat.suda.rest;

/** The page size of lists, the query parameter {@code limit}. */
final class ListLimit {

  private static final int DEFAULT = 50;
  private static final int MAX = 200;

  private ListLimit() {}

  /**
   * @param text or {@code null}
   */
  static int parse(String text) {
    if (text == null || text.isEmpty()) {
      return DEFAULT;
    }
    if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MAX) {
      throw ApiException.field(400, "limit", "field.range", 1, MAX);
    }
    return Integer.parseInt(text);
  }
}
