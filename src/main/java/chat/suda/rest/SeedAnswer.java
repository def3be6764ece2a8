package chat.suda.rest;

import jakarta.json.Json;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The one form of everything that the seed endpoint says: {@code {"success":…,"message":…}}. */
final class SeedAnswer {

  private SeedAnswer() {}

  static Response of(int status, boolean success, String message) {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON_TYPE.withCharset("UTF-8"))
        .entity(
            Json.createObjectBuilder()
                .add("success", success)
                .add("message", message)
                .build()
                .toString())
        .build();
  }
}
