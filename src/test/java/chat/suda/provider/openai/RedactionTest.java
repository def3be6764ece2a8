package chat.suda.provider.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {

  private final Redaction redaction =
      new Redaction(
          "secret.Key+1",
          Map.of(
              "api-key", "azkey-SECRET",
              "X-Auth", "Basic dXNlcjpwYXNz",
              "Cookie", "session=abc-123-def; path=x",
              "anthropic-version", "2023-06-01"),
          URI.create("http://llm-box:8000/v1?api-version=1"));

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
        "Cannot connect to host vllm:8000 ssl:default | Cannot connect to host *** ssl:default",
        "vllm-0.vllm:8000, llm_backend:8080, gpu-7:80000 | ***, ***, ***",
        "HTTPConnectionPool(host='ollama', port=1) | HTTPConnectionPool(host='***', port=1)",
        "lookup ollama on 10.0.0.2: no such host | lookup *** on ***: no such host",
        "getaddrinfo ENOTFOUND ollama | getaddrinfo ENOTFOUND ***",
        "Failed to resolve 'llm' and could not resolve host: llm | Failed to resolve '***' and could not resolve host: ***",
        "qwen3:32b, gemma:1234b, n_ctx:4096, max_tokens:8192, code:404 | qwen3:32b, gemma:1234b, n_ctx:4096, max_tokens:8192, code:404",
        "AIzaSyA1b2C3d4E5, hf_abcDEF, r8_abc12, nvapi-a1b2, pplx-a1b2 | ***, ***, ***, ***, ***",
        "token eyJhbGciOi.eyJzdWIi.c2ln_x is bad | token *** is bad",
        "api_key=abcd1234efgh5678, x-api-key: 0123456789abcdef | api_key=***, x-api-key: ***",
        "key 0123456789abcdef0123456789abcdef | key ***",
        "db.internal.corp:5432 and x.local.company.com | *** and ***",
        "at http%3A%2F%2F10.0.0.1%3A80/x or \\\\files\\share now | at *** or *** now",
        "as ops:pass@db.example now | as *** now",
        "Access denied for key azkey-SECRET, dXNlcjpwYXNz | Access denied for key ***, ***",
        "session abc-123-def since 2023-06-01 | session *** since 2023-06-01",
        "mailto:a@x.com, a:b@c, 12:30@room, model:latest@sha256 | mailto:a@x.com, a:b@c, 12:30@room, model:latest@sha256",
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
