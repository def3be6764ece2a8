package chat.suda.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport.Level;
import com.atlassian.oai.validator.report.ValidationReport.Message;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The server's description of its API at {@code /openapi}, against which responses are validated.
 */
final class OpenApiContract {

  private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

  /** One build says the same everywhere: it is read from the first server of a run. */
  private static OpenApiContract contract;

  private final Set<String> operations;
  private final OpenApiInteractionValidator validator;

  OpenApiContract(String document) {
    JsonObject all = RestClient.object(document);
    operations = operations(all.getJsonObject("paths"));
    // Payara adds a member that OpenAPI does not define, WildFly one without a required member.
    String known =
        Json.createObjectBuilder(inTermsOf30(all).asJsonObject())
            .remove("endpoints")
            .remove("externalDocs")
            .add("openapi", "3.0.3")
            .build()
            .toString();
    validator = OpenApiInteractionValidator.createForInlineApiSpecification(known).build();
  }

  /** The validator ignores the types of OpenAPI 3.1, and null must be declared. */
  private static JsonValue inTermsOf30(JsonValue value) {
    if (value instanceof JsonArray array) {
      JsonArrayBuilder items = Json.createArrayBuilder();
      array.forEach(item -> items.add(inTermsOf30(item)));
      return items.build();
    }
    if (!(value instanceof JsonObject object)) {
      return value;
    }
    JsonObjectBuilder members = Json.createObjectBuilder();
    object.forEach((name, member) -> members.add(name, inTermsOf30(member)));
    if (object.get("enum") instanceof JsonArray values && values.contains(JsonValue.NULL)) {
      // WildFly leaves both out.
      members.add("nullable", true);
      if (!object.containsKey("type")) {
        members.add("type", "object");
      }
    }
    if (object.get("type") instanceof JsonArray types) {
      for (JsonString type : types.getValuesAs(JsonString.class)) {
        if (type.getString().equals("null")) {
          members.add("nullable", true);
        } else {
          members.add("type", type);
        }
      }
    }
    return members.build();
  }

  /** Of the server that answers at this address. */
  static synchronized OpenApiContract of(URI address) {
    if (contract == null) {
      contract = read(address.resolve("/openapi?format=JSON"));
    }
    return contract;
  }

  private static OpenApiContract read(URI document) {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .sendAsync(
                HttpRequest.newBuilder(document).build(), HttpResponse.BodyHandlers.ofString())
            .join();
    assertEquals(200, response.statusCode(), response.body());
    return new OpenApiContract(response.body());
  }

  private static Set<String> operations(JsonObject paths) {
    return paths.keySet().stream()
        .flatMap(
            path ->
                paths.getJsonObject(path).keySet().stream()
                    .map(method -> method.toUpperCase(Locale.ROOT))
                    .filter(METHODS::contains)
                    .map(method -> method + " " + path))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Each path with each of its methods, such as {@code GET /api/v1/me}. */
  Set<String> operations() {
    return operations;
  }

  /** The operation of this call. */
  Optional<String> operation(String method, String path) {
    String call = method + " " + path;
    return operations.stream()
        .filter(operation -> call.matches(operation.replaceAll("\\{\\w+}", "[^/]+")))
        .findFirst();
  }

  /** Fails if a status or a body does not conform to the document. */
  void verify(HttpResponse<?> response) {
    String method = response.request().method();
    String path = response.uri().getRawPath();
    // Servers refuse a NUL in a path before Suda is called.
    if (!METHODS.contains(method) || path.contains("%00")) {
      return;
    }
    if (operation(method, path).isEmpty()) {
      // Paths that the document does not describe must not exist; the page's files are not part of
      // the API.
      if (path.startsWith("/api/") && response.statusCode() < 400) {
        throw deviation(response, List.of("there is no such call in /openapi"));
      }
      return;
    }
    byte[] body = body(response.body());
    List<String> reasons =
        validator
            .validateResponse(path, Request.Method.valueOf(method), response(response, body))
            .getMessages()
            .stream()
            .filter(message -> message.getLevel() == Level.ERROR)
            .filter(body == null ? OpenApiContract::isOfTheHead : message -> true)
            .map(message -> message.getMessage() + " " + message.getNestedMessages())
            .toList();
    if (!reasons.isEmpty()) {
      throw deviation(response, reasons);
    }
  }

  private static com.atlassian.oai.validator.model.Response response(
      HttpResponse<?> response, byte[] body) {
    SimpleResponse.Builder builder = SimpleResponse.Builder.status(response.statusCode());
    response.headers().map().forEach((name, values) -> builder.withHeader(name, values));
    return (body == null || body.length == 0 ? builder : builder.withBody(body)).build();
  }

  /** {@code null} for one that is still to be read, as of an event stream. */
  private static byte[] body(Object body) {
    if (body instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    return body instanceof byte[] bytes ? bytes : null;
  }

  private static boolean isOfTheHead(Message message) {
    return !message.getKey().matches("validation\\.(response\\.body|schema)\\..*");
  }

  private static AssertionError deviation(HttpResponse<?> response, List<String> reasons) {
    return new AssertionError(
        "not as /openapi says: %s -> %d %s%n%s"
            .formatted(
                response.request().method() + " " + response.uri(),
                response.statusCode(),
                response.body(),
                String.join("\n", reasons)));
  }
}
