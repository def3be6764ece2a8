package chat.suda.tool;

import jakarta.json.JsonObject;

/**
 * A tool of the application server's own: a CDI bean, in a JAR in the WAR's {@code WEB-INF/lib} or
 * in the WAR itself. Models that answer may call it.
 *
 * <p>One instance serves all calls, several at a time. A call runs on a managed thread with an
 * active request context; transactions are the bean's own, such as by {@code @Transactional}.
 */
public interface Tool {

  /**
   * The name for models; constant.
   *
   * @return 1 to 64 of {@code [A-Za-z0-9_-]}, of no other tool
   */
  String name();

  /** What it does and when to use it, for the model and for people. */
  String description();

  /**
   * The schema of the arguments.
   *
   * @return a JSON Schema of type {@code object}, as text
   */
  default String schema() {
    return "{\"type\":\"object\",\"properties\":{}}";
  }

  /**
   * Whether calls have no side effects. If so, they run at once; else the user is asked before
   * each.
   */
  default boolean readOnly() {
    return false;
  }

  /**
   * Makes the call. May block; after {@code suda.tools.timeout}, or when the user stops the answer,
   * the thread is interrupted and the result is ignored.
   *
   * @param arguments as the model sent them, which need not fit the schema
   * @param caller who asks
   * @return what the model is told: 50,000 characters at most, the rest is cut; {@code null} counts
   *     as empty
   * @throws Exception if it fails: its message is told to the model and shown to the user
   */
  String call(JsonObject arguments, ToolCaller caller) throws Exception;
}
