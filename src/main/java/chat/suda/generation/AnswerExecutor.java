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
 * Submits tasks to a managed executor cheaply. For each task Payara 6 looks up the service files of
 * context providers by the submitter's context class loader, which takes 2 ms and a lock; the class
 * loader set here caches the result.
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
