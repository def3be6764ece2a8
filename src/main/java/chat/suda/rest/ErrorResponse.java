package chat.suda.rest;

import chat.suda.identity.RequestPath;
import chat.suda.rest.ApiException.FieldError;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An error response in the form of the path: problem details (RFC 9457), or {@code
 * {"success":…,"message":…}} on the seed endpoint.
 *
 * @param retryAfter seconds, or {@code null}
 */
record ErrorResponse(int status, String mediaType, String json, Integer retryAfter) {

  static ErrorResponse of(ApiException refused, HttpServletRequest request) {
    LocalizedTexts texts = LocalizedTexts.of(request);
    return of(
        refused.status(),
        refused.message(texts),
        refused.errors(texts),
        refused.retryAfter(),
        refused.code(),
        RequestPath.isSeed(request));
  }

  static ErrorResponse ofStatus(int status, HttpServletRequest request) {
    String message = LocalizedTexts.of(request).forStatus(status);
    return of(status, message, List.of(), null, null, RequestPath.isSeed(request));
  }

  /** The response of the seed endpoint, for success and failure. */
  static ErrorResponse seed(int status, boolean success, String message) {
    return seed(status, success, message, null);
  }

  /** Likewise with a retry after that many seconds: 503. */
  static ErrorResponse seedLater(int retryAfterSeconds, String message) {
    return seed(503, false, message, retryAfterSeconds);
  }

  private static ErrorResponse seed(
      int status, boolean success, String message, Integer retryAfter) {
    String json =
        JsonP.JSON
            .createObjectBuilder()
            .add("success", success)
            .add("message", message)
            .build()
            .toString();
    return new ErrorResponse(status, "application/json;charset=UTF-8", json, retryAfter);
  }

  private static ErrorResponse of(
      int status,
      String message,
      List<FieldError> errors,
      Integer retryAfter,
      String code,
      boolean seed) {
    String detail =
        errors.isEmpty()
            ? message
            : errors.stream()
                .map(one -> one.field() + ": " + one.message())
                .collect(Collectors.joining("; "));
    String mediaType = seed ? "application/json;charset=UTF-8" : "application/problem+json";
    String json = seed ? seed(status, false, detail).json : problem(status, detail, errors, code);
    return new ErrorResponse(status, mediaType, json, retryAfter);
  }

  private static String problem(int status, String detail, List<FieldError> errors, String code) {
    JsonArrayBuilder fields = JsonP.JSON.createArrayBuilder();
    for (FieldError one : errors) {
      fields.add(
          JsonP.JSON.createObjectBuilder().add("field", one.field()).add("message", one.message()));
    }
    JsonObjectBuilder json = JsonP.JSON.createObjectBuilder();
    if (code != null) {
      json.add("code", code);
    }
    return json.add("type", "about:blank")
        .add("title", title(status))
        .add("status", status)
        .add("detail", detail)
        .add("errors", fields)
        .build()
        .toString();
  }

  /** By RFC 9110; older versions of Jakarta REST lack some. */
  private static String title(int status) {
    Response.Status known = Response.Status.fromStatusCode(status);
    return switch (status) {
      case 413 -> "Content Too Large";
      case 422 -> "Unprocessable Content";
      default -> known == null ? "HTTP " + status : known.getReasonPhrase();
    };
  }

  Response toResponse() {
    Response.ResponseBuilder response = Response.status(status).type(mediaType).entity(json);
    return (retryAfter == null ? response : response.header("Retry-After", retryAfter)).build();
  }

  void send(HttpServletResponse response) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType(mediaType);
    if (retryAfter != null) {
      response.setIntHeader("Retry-After", retryAfter);
    }
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
