package chat.suda.rest;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Whatever goes wrong becomes a clear answer: never a stack trace, never a server's own page. */
@Provider
public class ErrorMapper implements ExceptionMapper<Throwable> {

  private static final Logger LOG = System.getLogger(ErrorMapper.class.getName());

  @Context HttpHeaders headers;
  @Context UriInfo uri;

  @Override
  public Response toResponse(Throwable failure) {
    Texts texts = Texts.of(headers);
    if (failure instanceof ApiException refused) {
      return answer(
          refused.status(), refused.message(texts), refused.field(), refused.retryAfter());
    }
    if (failure instanceof WebApplicationException standard) {
      int status = standard.getResponse().getStatus();
      return answer(status, texts.forStatus(status), null, null);
    }
    LOG.log(Level.ERROR, "A request failed: " + uri.getPath(), failure);
    return answer(500, texts.forStatus(500), null, null);
  }

  private Response answer(int status, String message, String field, Integer retryAfter) {
    String detail = field == null ? message : field + ": " + message;
    Response response =
        Paths.isSeed(uri)
            ? SeedAnswer.of(status, false, detail)
            : Problem.of(status, detail, field, message);
    if (retryAfter == null) {
      return response;
    }
    return Response.fromResponse(response).header(HttpHeaders.RETRY_AFTER, retryAfter).build();
  }
}
