package chat.suda.provider.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.provider.Prompt.Role;
import chat.suda.provider.Prompt.Turn;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemoRequestTest {

  @Test
  void readsWhatItKnowsAndPassesOverTheRest() throws Exception {
    DemoRequest request =
        parse(
            """
            {"model":"m","user":{"a":[1,{}]},"stream":true,
             "stream_options":{"x":{},"include_usage":true},"temperature":0,"top_p":null,
             "messages":[{"role":"system","content":"s","name":"n"},
                         {"content":[{"type":"text","text":"a"},{"type":"image_url"},
                                     {"type":"text","text":"b"}],"role":"user"},
                         {"role":"assistant","content":null}]}""");
    assertTrue(request.stream() && request.includeUsage());
    assertEquals(0.0, request.prompt().parameters().temperature());
    assertEquals(
        List.of(
            new Turn(Role.SYSTEM, "s"), new Turn(Role.USER, "ab"), new Turn(Role.ASSISTANT, "")),
        request.prompt().turns());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "[]", "{", "{}{}", "null", "\"a\"", "{\"a\":\"\\u00\"}"})
  void refusesWhatIsNotOneJsonObject(String body) {
    assertEquals(400, assertThrows(InvalidRequestException.class, () -> parse(body)).status());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{\"messages\":[]}; model",
        "{\"model\":1}; model",
        "{\"model\":\"m\"}; messages",
        "{\"model\":\"m\",\"messages\":{}}; messages",
        "{\"model\":\"m\",\"messages\":[1]}; messages[0]",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"clown\"}]}; messages[0].role",
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":1}]}; messages[0].content",
        "{\"model\":\"m\",\"temperature\":3,\"messages\":[{\"role\":\"user\"}]}; temperature",
        "{\"model\":\"m\",\"max_tokens\":0,\"messages\":[{\"role\":\"user\"}]}; max_tokens",
        "{\"model\":\"m\",\"stream\":\"yes\",\"messages\":[{\"role\":\"user\"}]}; stream",
        "{\"model\":\"m\",\"n\":2,\"messages\":[{\"role\":\"user\"}]}; n"
      })
  void namesTheMemberThatIsWrong(String body, String param) {
    assertEquals(param, assertThrows(InvalidRequestException.class, () -> parse(body)).param());
  }

  @Test
  void refusesWhatIsNestedTooDeeply() {
    String body = "{\"a\":" + "[".repeat(100_000);
    assertEquals(400, assertThrows(InvalidRequestException.class, () -> parse(body)).status());
  }

  private static DemoRequest parse(String body) throws InvalidRequestException {
    return DemoRequest.parse(body.getBytes(StandardCharsets.UTF_8));
  }
}
