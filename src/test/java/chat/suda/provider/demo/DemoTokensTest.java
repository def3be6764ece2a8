package chat.suda.provider.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoTokensTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "Hello, world! It's  two spaces\t\tand tabs ",
        "안녕하세요? 저는 데모 모델입니다.",
        "👩‍👩‍👧‍👦 🇰🇷🇫🇷 👍🏽 e\u0301 한 각",
        "for (int i = 0; i < 10; i++) {\r\n    sum += i;\r\n}\n\n```",
        "नमस्ते สวัสดี 日本語 عربى",
        "\ud83d unpaired \udc00"
      })
  void joinedTheTokensAreTheText(String text) {
    assertEquals(text, String.join("", DemoTokens.of(text)));
  }

  @Test
  void neverCutsACharacterThatPeopleSeeAsOne() {
    String family = "👩‍👩‍👧‍👦";
    List<String> tokens = DemoTokens.of(family + "🇰🇷" + "👍🏽" + " " + family);
    assertEquals(List.of(family, "🇰🇷", "👍🏽", " " + family), tokens);
    assertEquals(List.of("e\u0301"), DemoTokens.of("e\u0301"));
  }

  @Test
  void aWordComesWithTheSpaceBeforeIt() {
    assertEquals(
        List.of("Hello", ",", " wide", " world", "!"), DemoTokens.of("Hello, wide world!"));
  }

  @Test
  void hangulComesByOneToThreeSyllables() {
    List<String> tokens = DemoTokens.of("동해물과 백두산이 마르고 닳도록 하느님이 보우하사 우리나라 만세");
    assertTrue(tokens.stream().allMatch(t -> t.strip().length() >= 1 && t.strip().length() <= 3));
    assertTrue(tokens.stream().map(t -> t.strip().length()).distinct().count() > 1);
  }

  @Test
  void indentationAndLineBreaksAreTokens() {
    assertEquals(
        List.of("{", "\n", "  ", "return", " x", ";", "\n\n", "}"),
        DemoTokens.of("{\n  return x;\n\n}"));
  }

  @Test
  void noTokenIsEndless() {
    assertTrue(DemoTokens.of("x".repeat(1000)).stream().allMatch(t -> t.length() <= 12));
  }

  @Test
  void theFirstTokenTakesAMomentAndTheOthersComeSteadily() {
    assertEquals(300, DemoPace.due(0).toMillis(), 10);
    assertEquals(Duration.ofSeconds(20).toMillis(), DemoPace.due(1000).toMillis() - 300, 10);
    for (int token = 1; token < 5000; token++) {
      long gap = DemoPace.due(token).minus(DemoPace.due(token - 1)).toMillis();
      assertTrue(gap >= 10 && gap <= 30, "gap " + gap);
    }
    assertFalse(DemoPace.due(Integer.MAX_VALUE / 2).isNegative());
  }
}
