package chat.suda.database;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.InvocationHandlerAdapter;
import net.bytebuddy.matcher.ElementMatchers;

/** Replaces the server's interceptor of transactional beans. */
public final class TransactionalProxy implements TransactionSynchronizationRegistry {

  private static final class Transaction {

    final Map<Object, Object> resources = new HashMap<>();
    final List<Synchronization> synchronizations = new ArrayList<>();
    boolean rollbackOnly;
  }

  private final ThreadLocal<Deque<Transaction>> current = ThreadLocal.withInitial(ArrayDeque::new);

  /** A bean around whose methods there is a transaction, as its annotation says. */
  @SuppressWarnings("unchecked")
  public <T> T around(T bean) {
    Transactional.TxType type = bean.getClass().getAnnotation(Transactional.class).value();
    try {
      Class<?> proxy =
          new ByteBuddy()
              .subclass(bean.getClass())
              .method(ElementMatchers.not(ElementMatchers.isDeclaredBy(Object.class)))
              .intercept(
                  InvocationHandlerAdapter.of(
                      (self, method, arguments) -> in(type, bean, method, arguments)))
              .make()
              .load(
                  bean.getClass().getClassLoader(),
                  ClassLoadingStrategy.UsingLookup.of(
                      MethodHandles.privateLookupIn(bean.getClass(), MethodHandles.lookup())))
              .getLoaded();
      var constructor = proxy.getDeclaredConstructor();
      constructor.setAccessible(true);
      return (T) constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private Object in(Transactional.TxType type, Object bean, Method method, Object[] arguments)
      throws Throwable {
    Deque<Transaction> stack = current.get();
    if (!stack.isEmpty() && type == Transactional.TxType.REQUIRED) {
      return invoke(bean, method, arguments);
    }
    Transaction own = new Transaction();
    stack.push(own);
    boolean committed = false;
    try {
      Object result = invoke(bean, method, arguments);
      if (!own.rollbackOnly) {
        own.synchronizations.forEach(Synchronization::beforeCompletion);
        committed = true;
      }
      return result;
    } finally {
      int status = committed ? Status.STATUS_COMMITTED : Status.STATUS_ROLLEDBACK;
      own.synchronizations.forEach(after -> after.afterCompletion(status));
      stack.pop();
    }
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      method.setAccessible(true);
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private Transaction transaction() {
    Transaction transaction = current.get().peek();
    if (transaction == null) {
      throw new IllegalStateException("no transaction");
    }
    return transaction;
  }

  @Override
  public Object getTransactionKey() {
    return current.get().peek();
  }

  @Override
  public void putResource(Object key, Object value) {
    transaction().resources.put(key, value);
  }

  @Override
  public Object getResource(Object key) {
    return transaction().resources.get(key);
  }

  @Override
  public void registerInterposedSynchronization(Synchronization synchronization) {
    transaction().synchronizations.add(synchronization);
  }

  @Override
  public int getTransactionStatus() {
    return current.get().isEmpty() ? Status.STATUS_NO_TRANSACTION : Status.STATUS_ACTIVE;
  }

  @Override
  public void setRollbackOnly() {
    transaction().rollbackOnly = true;
  }

  @Override
  public boolean getRollbackOnly() {
    return transaction().rollbackOnly;
  }
}
