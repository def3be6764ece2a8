package chat.suda.conversation;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.transaction.Transactional;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.InvocationHandlerAdapter;
import net.bytebuddy.matcher.ElementMatchers;

/** What a server does for transactional beans. */
final class TransactionalProxy {

  private final EntityManagerFactory factory;
  private final ThreadLocal<Deque<EntityManager>> current =
      ThreadLocal.withInitial(ArrayDeque::new);

  TransactionalProxy(EntityManagerFactory factory) {
    this.factory = factory;
  }

  /** The one of the transaction that the thread is in. */
  EntityManager entities() {
    return (EntityManager)
        Proxy.newProxyInstance(
            TransactionalProxy.class.getClassLoader(),
            new Class<?>[] {EntityManager.class},
            (proxy, method, arguments) -> invoke(current.get().getFirst(), method, arguments));
  }

  /** A bean around whose methods there is a transaction, as its annotation says. */
  @SuppressWarnings("unchecked")
  <T> T around(T bean) {
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
                  ClassLoadingStrategy.UsingLookup.of(MethodHandles.lookup()))
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
    Deque<EntityManager> stack = current.get();
    if (!stack.isEmpty() && type == Transactional.TxType.REQUIRED) {
      return invoke(bean, method, arguments);
    }
    EntityManager own = factory.createEntityManager();
    stack.push(own);
    own.getTransaction().begin();
    try {
      Object result = invoke(bean, method, arguments);
      own.getTransaction().commit();
      return result;
    } finally {
      stack.pop();
      if (own.getTransaction().isActive()) {
        own.getTransaction().rollback();
      }
      own.close();
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
}
