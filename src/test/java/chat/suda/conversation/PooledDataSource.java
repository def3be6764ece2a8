package chat.suda.conversation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/** Keeps a data source's connections open, as a server does. */
final class PooledDataSource {

  private PooledDataSource() {}

  static DataSource of(DataSource source) {
    ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
    return (DataSource)
        Proxy.newProxyInstance(
            PooledDataSource.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getConnection")) {
                Connection connection = idle.poll();
                return lend(connection == null ? source.getConnection() : connection, idle);
              }
              return method.invoke(source, arguments);
            });
  }

  private static Connection lend(Connection connection, ConcurrentLinkedDeque<Connection> idle)
      throws SQLException {
    connection.setAutoCommit(true);
    AtomicBoolean open = new AtomicBoolean(true);
    return (Connection)
        Proxy.newProxyInstance(
            PooledDataSource.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                if (open.compareAndSet(true, false)) {
                  idle.push(connection);
                }
                return null;
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
