package chat.suda.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Collects the invalid fields of a request, so that the response names all of them. */
final class FieldErrors {

  private final List<ApiException> found = new ArrayList<>();

  /**
   * @return the value, or {@code null} if it is invalid
   */
  <T> T read(Supplier<T> field) {
    try {
      return field.get();
    } catch (ApiException e) {
      found.add(e);
      return null;
    }
  }

  /**
   * @throws ApiException with all fields, and the status of the first, if any is invalid
   */
  void check() {
    if (!found.isEmpty()) {
      throw ApiException.all(found);
    }
  }
}
