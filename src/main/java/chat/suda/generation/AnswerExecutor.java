package chat.suda.generation;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Hands tasks to a managed executor at little cost. Payara 6 looks for the service files of context
 * providers with each task, by the context class loader of whoever submits it, which takes 2 ms and
 * a lock: here that class loader remembers what was found.
 */
final class AnswerExecutor implements Executor {

  private final Executor managed;
  private final ClassLoader loader = new RememberingLoader(AnswerExecutor.class.getClassLoader());

  AnswerExecutor(Executor managed) {
    this.managed = managed;
  }

  /**
   * {@inheritDoc}
   *
   * @throws java.util.concurrent.RejectedExecutionException if the executor is shut down
   */
  @Override
  public void execute(Runnable task) {
    Thread caller = Thread.currentThread();
    ClassLoader before = caller.getContextClassLoader();
    caller.setContextClassLoader(loader);
    try {
      managed.execute(task);
    } finally {
      caller.setContextClassLoader(before);
    }
  }

  private static final class RememberingLoader extends ClassLoader {

    private static final String SERVICES = "META-INF/services/";

    private final Map<String, List<URL>> services = new ConcurrentHashMap<>();

    RememberingLoader(ClassLoader parent) {
      super(parent);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      if (!name.startsWith(SERVICES)) {
        return super.getResources(name);
      }
      List<URL> known = services.get(name);
      if (known == null) {
        known = Collections.list(super.getResources(name));
        services.put(name, known);
      }
      return Collections.enumeration(known);
    }
  }
}
