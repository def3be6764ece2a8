package chat.suda.provider.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelListTest {

  @Test
  void takesTheIdsInOrderEachOnce() throws IOException {
    assertEquals(
        List.of("b", "a"),
        ModelList.parse(
            "{\"object\":\"list\",\"x\":[{\"id\":\"no\"}],\"data\":[{\"id\":\"b\",\"meta\":{\"id\":\"no\"}},"
                + "{\"object\":\"model\",\"id\":\"a\"},null,{\"id\":7},{\"id\":\"b\"}]}"));
    assertEquals(List.of(), ModelList.parse("{\"data\":[]}"));
    assertEquals(List.of("a", "b"), ModelList.parse("[{\"id\":\"a\",\"name\":\"x\"},\"b\"]"));
    assertEquals(
        List.of("llama:8b"),
        ModelList.parse("{\"models\":[{\"name\":\"x\",\"model\":\"llama:8b\"}]}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "{}", "<html>", "{\"data\":null}", "{\"data\":[{\"id\":"})
  void refusesWhatIsNoList(String text) {
    assertThrows(IOException.class, () -> ModelList.parse(text));
  }
}
