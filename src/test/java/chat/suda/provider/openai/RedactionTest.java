package chat.suda.provider.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {

  private final Redaction redaction =
      new Redaction("secret.Key+1", URI.create("http://llm-box:8000/v1?api-version=1"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Bad key SECRET.key+1! | Bad key ***!",
        "Incorrect API key provided: sk-proj-ab**yz. | Incorrect API key provided: ***",
        "Authorization: Bearer abc.def | Authorization: ***",
        "Cannot reach llm-box:8000 now | Cannot reach *** now",
        "host llm-box, see https://a.b/c?d=e | host ***, see ***",
        "dial tcp 10.0.0.7:8080: refused | dial tcp ***: refused",
        "to /192.168.1.1 | to ***",
        "to [::1]:80 and fe80::1 | to *** and ***",
        "localhost:11434, db.svc and x.cluster.local:1 | ***, *** and ***",
        "A risk-free task-force at 12:34:56, version 1.2.3, i::j | A risk-free task-force at 12:34:56, version 1.2.3, i::j",
        "The model `gpt-4o` does not exist | The model `gpt-4o` does not exist",
      })
  void hidesSecretsAndAddresses(String words, String shown) {
    assertEquals(shown, redaction.show(words, "-"));
  }

  @Test
  void hidesControlCharactersAndCutsWhatIsLong() {
    assertEquals("a b c d", redaction.show("a\r\nb\u0000c\u202E\u2028d ", "-"));
    String cut = redaction.show("x".repeat(498) + "😀😀", "-");
    assertEquals(Redaction.MAX_LENGTH - 1, cut.length());
    assertFalse(Character.isHighSurrogate(cut.charAt(cut.length() - 2)));
  }

  @Test
  void saysSomethingWhenThereIsNothingToSay() {
    assertEquals("otherwise", redaction.show(null, "otherwise"));
    assertEquals("otherwise", redaction.show(" \n", "otherwise"));
  }
}
