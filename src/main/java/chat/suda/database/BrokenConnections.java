package chat.suda.database;

import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ExceptionSorter;
import java.sql.SQLException;

/**
 * Recognizes errors after which a connection is unusable, so that the pool drops it.
 *
 * <p>Agroal's own sorter for PostgreSQL knows only class 08; a connection that the server ended
 * with {@code 57P01} would return to the pool.
 */
final class BrokenConnections implements ExceptionSorter {

  /** SQLSTATE class of connection exceptions (ISO/IEC 9075). */
  private static final String CONNECTION_EXCEPTION = "08";

  /** PostgreSQL: the server is shutting down, has crashed or is starting. */
  private static final String SERVER_ENDS = "57P0";

  /** H2: the connection is broken, the database is closed. */
  private static final int H2_CONNECTION_BROKEN = 90067;

  private static final int H2_DATABASE_IS_CLOSED = 90098;

  @Override
  public boolean isFatal(SQLException error) {
    String state = error.getSQLState();
    return state != null
            && (state.startsWith(CONNECTION_EXCEPTION) || state.startsWith(SERVER_ENDS))
        || error.getErrorCode() == H2_CONNECTION_BROKEN
        || error.getErrorCode() == H2_DATABASE_IS_CLOSED;
  }
}
