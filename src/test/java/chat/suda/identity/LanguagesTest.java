package chat.suda.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguagesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en | en",
        "en-GB,en;q=0.9 | en",
        "de, en;q=0.5, ko;q=0.3 | en",
        "de, ko;q=0.6, en;q=0.5 | ko",
        "* | ko",
        "'' | ko",
        "fr, *;q=0.5, en;q=0.1 | ko",
        "en;q=0 | ko",
        "ko;q=0, en | en",
        "not a;language | ko"
      })
  void theFirstThatThereIsElseKorean(String header, String language) {
    assertEquals(Locale.forLanguageTag(language), Languages.preferred(header));
  }
}
