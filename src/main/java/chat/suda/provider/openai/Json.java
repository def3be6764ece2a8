package chat.suda.provider.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;

/** How JSON is read and written here. */
final class Json {

  /**
   * Keeps its buffers in a queue, since the usual thread locals would outlive the application on
   * the server's threads; and member names, which come from outside, out of the JVM's own table.
   */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private Json() {}
}
