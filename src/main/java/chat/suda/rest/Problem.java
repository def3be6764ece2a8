package chat.suda.rest;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.core.Response;

/** Problem details for HTTP APIs (RFC 9457). */
final class Problem {

  static final String MEDIA_TYPE = "application/problem+json";

  private Problem() {}

  /**
   * @param field the path of the field that is wrong, or {@code null}
   * @param fieldMessage what is wrong with it
   */
  static Response of(int status, String detail, String field, String fieldMessage) {
    return Response.status(status)
        .type(MEDIA_TYPE)
        .entity(json(status, detail, field, fieldMessage))
        .build();
  }

  static String json(int status, String detail, String field, String fieldMessage) {
    JsonArrayBuilder errors = Json.createArrayBuilder();
    if (field != null) {
      errors.add(
          Json.createObjectBuilder().add("field", field).add("message", fieldMessage).build());
    }
    Response.Status known = Response.Status.fromStatusCode(status);
    JsonObjectBuilder problem =
        Json.createObjectBuilder()
            .add("type", "about:blank")
            .add("title", known == null ? "HTTP " + status : known.getReasonPhrase())
            .add("status", status)
            .add("detail", detail)
            .add("errors", errors);
    return problem.build().toString();
  }
}
