package chat.suda.tool;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

/** Messages of JSON-RPC 2.0. */
final class JsonRpc {

  private static final int METHOD_NOT_FOUND = -32601;

  private JsonRpc() {}

  static JsonObject request(long id, String method, JsonObject params) {
    return message().add("id", id).add("method", method).add("params", params).build();
  }

  static JsonObject notification(String method) {
    return message().add("method", method).build();
  }

  static JsonObject notification(String method, JsonObject params) {
    return message().add("method", method).add("params", params).build();
  }

  /** Response to a request of the server: ping succeeds, any other method is METHOD_NOT_FOUND. */
  static JsonObject answer(JsonObject asked) {
    JsonObjectBuilder answer = message().add("id", asked.get("id"));
    if ("ping".equals(Json.text(asked, "method"))) {
      return answer.add("result", JsonValue.EMPTY_JSON_OBJECT).build();
    }
    JsonObjectBuilder error =
        Json.PROVIDER
            .createObjectBuilder()
            .add("code", METHOD_NOT_FOUND)
            .add("message", "Method not found");
    return answer.add("error", error).build();
  }

  /** The message's id as a number, or -1. */
  static long id(JsonObject message) {
    return message.get("id") instanceof JsonNumber number ? number.longValue() : -1;
  }

  private static JsonObjectBuilder message() {
    return Json.PROVIDER.createObjectBuilder().add("jsonrpc", "2.0");
  }
}
