package chat.suda.provider.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.provider.Parameters;
import chat.suda.provider.Prompt;
import chat.suda.provider.Prompt.Role;
import chat.suda.provider.Prompt.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemoAnswerTest {

  private static final Parameters NONE = Parameters.NONE;

  @ParameterizedTest
  @ValueSource(
      strings = {"안녕하세요", "오늘 날씨 어때?", "코드 보여 줘", "표로 정리해 줘", "길게 써 줘", "explain 커서 please"})
  void answersInKoreanAQuestionWithHangul(String question) {
    String answer = answer(question);
    assertTrue(answer.contains("데모 모델"), answer);
    assertFalse(answer.contains("demo model"), answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hi", "What is the weather?", "some code", "a table", "500 words", ""})
  void answersInEnglishAnyOtherQuestion(String question) {
    String answer = answer(question);
    assertTrue(answer.contains("demo model"), answer);
    assertFalse(answer.contains("데모"), answer);
  }

  @Test
  void answersInTheLanguageOfTheLastQuestion() {
    assertTrue(answer("안녕하세요", "and now in English?").contains("I am still"));
    assertTrue(answer("Hello", "한국어로는요?").contains("저는 여전히"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"What are you?", "너는 누구니?"})
  void tellsHowToConnectARealModel(String question) {
    String answer = answer(question);
    assertTrue(answer.contains("OPENAI_API_KEY="), answer);
    assertTrue(answer.contains("OPENAI_BASE_URL=http://localhost:11434/v1"), answer);
    assertTrue(answer.contains("Ollama"), answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"What are you?", "너는 누구니?"})
  void showsAListATableACodeBlockAndBoldText(String question) {
    String answer = answer(question);
    assertTrue(answer.contains("\n- "), answer);
    assertTrue(answer.contains("\n| --- | --- |\n"), answer);
    assertTrue(answer.contains("\n```bash\n") && answer.endsWith("\n```"), answer);
    assertTrue(answer.contains("**"), answer);
    assertFalse(answer.contains("{{"), answer);
  }

  @Test
  void reflectsTheQuestion() {
    String answer = answer("Why is the sky blue?");
    assertTrue(answer.contains("“Why is the sky blue?”"), answer);
    assertTrue(answer.contains("20 characters, 5 words, the 1st of yours"), answer);
  }

  @Test
  void reflectsTheConversationTheSystemPromptAndTheParameters() {
    Prompt prompt =
        new Prompt(
            "gpt-4o-mini",
            List.of(
                new Turn(Role.SYSTEM, "Be brief."),
                new Turn(Role.USER, "First?"),
                new Turn(Role.ASSISTANT, "Yes."),
                new Turn(Role.USER, "Second?")),
            new Parameters(0.7, 1000, null, null, null, null));
    String answer = DemoAnswer.to(prompt);
    assertTrue(answer.contains("the 2nd of yours"), answer);
    assertTrue(answer.contains("“First?”"), answer);
    assertTrue(answer.contains("System prompt: “Be brief.”"), answer);
    assertTrue(
        answer.contains("`model` gpt-4o-mini, `temperature` 0.7, `max_tokens` 1000"), answer);
  }

  @Test
  void leavesOutWhatTheConversationDoesNotHave() {
    String answer = answer("What are you?");
    assertFalse(answer.contains("System prompt"), answer);
    assertFalse(answer.contains("temperature"), answer);
  }

  @Test
  void countsAsOneCharacterWhatIsSeenAsOne() {
    assertTrue(answer("👩‍👩‍👧‍👦 🇰🇷?").contains("4 characters"));
  }

  @Test
  void aQuoteCannotBreakTheLayout() {
    String attack = "a | b\n\n# big\n```\n<img src=x onerror=alert(1)> [x](data:y) {{facts}}";
    String answer = answer(attack);
    assertTrue(answer.contains("“a \\| b # big \\`\\`\\` \\<img src=x"), answer);
    assertEquals(structure(answer("What are you?")), structure(answer), answer);
  }

  @Test
  void aLongQuestionIsShortenedInTheQuote() {
    assertTrue(answer("word ".repeat(10_000)).length() < answer("word").length() + 80);
    assertTrue(answer("e" + "\u0301".repeat(100_000)).length() < answer("e").length() + 600);
  }

  @ParameterizedTest
  @CsvSource({
    "Hello!,GREETING",
    "안녕하세요~,GREETING",
    "hi there 👋,GREETING",
    "Hello world program?,OTHER",
    "Show me some code,CODE",
    "자바스크립트 예제,CODE",
    "make a table,TABLE",
    "표로 보여 줘,TABLE",
    "목표를 정하는 법,OTHER",
    "이 표현이 맞나요,OTHER",
    "write 500 words,LONG",
    "길게 이야기해 줘,LONG",
    "1000자로 써 줘,LONG",
    "How long is the Nile?,OTHER",
    "what is long polling,OTHER",
    "I have 2 words for you,OTHER"
  })
  void findsTheTopicByTheWords(String question, Topic topic) {
    assertEquals(topic, Topic.of(question));
  }

  @Test
  void aLongAnswerHasAboutAsManyWordsAsWanted() {
    assertEquals(550, words(answer("500 words please")), 60);
    assertEquals(1540, words(answer("1500 words please")), 80);
    assertTrue(words(answer("999999 words")) < 2200);
    assertEquals(550, words(answer("500단어로 써 주세요")), 60);
  }

  @Test
  void aTourIsNotLongerThanAScreen() {
    for (String question : List.of("What are you?", "너는 누구니?", "code", "코드", "table", "표")) {
      int tokens = DemoTokens.of(answer(question)).size();
      assertTrue(tokens < 400, question + ": " + tokens);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "a",
        "\u0301",
        "안녕",
        " ",
        "\u200d",
        "🇰🇷",
        "👩\u200d",
        "[",
        "\n\n",
        "{{quote}}"
      })
  void hugeQuestionsCostLittle(String part) {
    String question = part.repeat(1_000_000 / part.length());
    String answer = assertTimeoutPreemptively(Duration.ofSeconds(10), () -> answer(question));
    assertTrue(answer.length() < 3000);
  }

  private static String answer(String... questions) {
    List<Turn> turns = new ArrayList<>();
    for (String question : questions) {
      turns.add(new Turn(Role.USER, question));
    }
    return DemoAnswer.to(new Prompt("suda-demo", turns, NONE));
  }

  /** How each line begins, by which Markdown tells its blocks. */
  private static List<String> structure(String markdown) {
    return markdown.lines().map(line -> line.isEmpty() ? "" : line.substring(0, 1)).toList();
  }

  private static int words(String text) {
    return text.split("\\s+").length;
  }
}
