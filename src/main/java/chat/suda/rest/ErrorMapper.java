package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.generation.UnavailableException;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Turns every exception into a response without stack traces, in the API's own form. */
@Provider
public class ErrorMapper implements ExceptionMapper<Throwable> {

  private static final Logger LOG = System.getLogger(ErrorMapper.class.getName());

  private static final int AWAY_SECONDS = 5;

  @Inject Settings settings;
  @Context HttpServletRequest request;

  @Override
  public Response toResponse(Throwable failure) {
    if (failure instanceof ApiException refused) {
      return ErrorResponse.of(refused, request).toResponse();
    }
    if (failure instanceof WebApplicationException standard) {
      return of(standard.getResponse());
    }
    if (DatabaseAway.isCauseOf(failure)) {
      return DatabaseAway.response(failure, request, settings).toResponse();
    }
    if (causes(failure)
        .anyMatch(
            cause -> cause instanceof UnavailableException || cause instanceof TimeoutException)) {
      // The node that runs the answer, or the store, does not respond; the client may retry.
      return ErrorResponse.of(ApiException.later(503, AWAY_SECONDS, "answer.away"), request)
          .toResponse();
    }
    // The token of a share is a secret.
    String path = request.getRequestURI().replaceAll("(?<=/shares/)[^/]+", "***");
    LOG.log(Level.ERROR, "A request failed: " + request.getMethod() + ' ' + path, failure);
    return ErrorResponse.ofStatus(500, request).toResponse();
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
  }

  /** With the allowed methods, which RFC 9110 requires for a 405. */
  private Response of(Response standard) {
    Response refusal = ErrorResponse.ofStatus(standard.getStatus(), request).toResponse();
    String allow = standard.getHeaderString("Allow");
    return allow == null ? refusal : Response.fromResponse(refusal).header("Allow", allow).build();
  }
}
