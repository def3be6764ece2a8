package chat.suda.database;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * The entity manager of the current Jakarta transaction: created at first use, committed with the
 * transaction. It uses only the {@code TransactionSynchronizationRegistry}, the one way to take
 * part in a transaction that is the same on every server.
 *
 * <p>It commits before the transaction does, and so belongs into transactions without other
 * resources.
 */
@ApplicationScoped
public class TransactionEntityManager {

  private static final String KEY = TransactionEntityManager.class.getName();

  @Resource TransactionSynchronizationRegistry transactions;
  @Inject Database database;

  private final EntityManager proxy =
      (EntityManager)
          Proxy.newProxyInstance(
              TransactionEntityManager.class.getClassLoader(),
              new Class<?>[] {EntityManager.class},
              (self, method, arguments) -> call(method, arguments));

  /**
   * Usable on any thread.
   *
   * @return a proxy that throws {@link IllegalStateException} where there is no transaction
   */
  @Produces
  @SudaDatabase
  EntityManager entities() {
    return proxy;
  }

  private Object call(Method method, Object[] arguments) throws Throwable {
    Object target = method.getDeclaringClass() == Object.class ? this : current();
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private EntityManager current() {
    EntityManager joined = (EntityManager) transactions.getResource(KEY);
    return joined == null ? join() : joined;
  }

  private EntityManager join() {
    EntityManager entities = database.createEntityManager();
    try {
      transactions.registerInterposedSynchronization(new Completion(entities));
      transactions.putResource(KEY, entities);
      entities.getTransaction().begin();
    } catch (RuntimeException e) {
      entities.close();
      throw e;
    }
    return entities;
  }

  private record Completion(EntityManager entities) implements Synchronization {

    /** An exception rolls the transaction back. */
    @Override
    public void beforeCompletion() {
      entities.getTransaction().commit();
    }

    @Override
    public void afterCompletion(int status) {
      if (!entities.isOpen()) {
        return;
      }
      try {
        if (entities.getTransaction().isActive()) {
          entities.getTransaction().rollback();
        }
      } finally {
        entities.close();
      }
    }
  }
}
