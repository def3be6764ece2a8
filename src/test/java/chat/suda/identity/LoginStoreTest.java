package chat.suda.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoginStoreTest {

  private final AtomicInteger queries = new AtomicInteger();
  private final Set<Object> asked = new HashSet<>();

  @Test
  void looksThroughTenThousandLoginsByTenQueries() {
    LoginStore store = new LoginStore();
    store.entities =
        proxy(
            EntityManager.class,
            (entities, method, arguments) -> {
              queries.incrementAndGet();
              return proxy(TypedQuery.class, this::answer);
            });
    List<String> ids = IntStream.range(0, 10_000).mapToObj(i -> "login" + i).toList();
    Set<String> ended = store.endedAmong(ids);
    assertEquals(10, queries.get());
    assertEquals(Set.copyOf(ids), asked);
    assertEquals(9_999, ended.size(), "all but the one that the database still has");
  }

  /** A database that contains only the first login. */
  private Object answer(Object query, Method method, Object[] arguments) {
    if (method.getName().equals("getResultList")) {
      return List.of("login0");
    }
    if (arguments[1] instanceof Collection<?> ids) {
      asked.addAll(ids);
    }
    return query;
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            LoginStoreTest.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
