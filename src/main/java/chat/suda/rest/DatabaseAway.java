package chat.suda.rest;

import chat.suda.config.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The response while the database is unavailable. */
final class DatabaseAway {

  private static final System.Logger LOG = System.getLogger(DatabaseAway.class.getName());
  private static final int RETRY_SECONDS = 5;

  private DatabaseAway() {}

  /**
   * Recognized by the SQLSTATE classes of connections (ISO 9075) and of PostgreSQL's shutdown; the
   * pool reports a missing connection without a state.
   */
  static boolean isCauseOf(Throwable failure) {
    return cause(failure).isPresent();
  }

  private static Optional<SQLException> cause(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(SQLException.class::isInstance)
        .map(SQLException.class::cast)
        .filter(sql -> sql.getSQLState() == null || sql.getSQLState().matches("08.*|57P.*"))
        .findFirst();
  }

  static Unavailable response(Throwable failure, HttpServletRequest request, Settings settings) {
    String reason = cause(failure).map(SQLException::getMessage).orElse("");
    LOG.log(Level.WARNING, "The database cannot be reached: {0}", reason);
    ErrorResponse refusal =
        ErrorResponse.of(ApiException.later(503, RETRY_SECONDS, "database.away"), request);
    return new Unavailable(refusal, request, settings.streams().retryMillis());
  }
}
