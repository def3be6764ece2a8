package chat.suda.provider.demo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The topic of a question, guessed from its words. */
enum Topic {
  LONG(
      "\\d{3,6} ?-?(?:words|단어|글?자(?=로|만|쯤|정도|[\\s\\p{P}]|$))|(?<!how )\\blong(?:er)?\\b(?![ -]poll)|길게|긴 (?:글|답)"),
  TABLE("\\btables?\\b|(?<![가-힣])표(?:로|를|가|는|도|만)?(?![가-힣])|테이블"),
  CODE("\\bcode\\b|코드|\\bjava ?script\\b|자바 ?스크립트|\\beventsource\\b"),
  FIGURES(
      "\\b(?:what(?:'s| is) the time|what time|server(?:'s)? (?:time|clock|figures|memory|status)|uptime)\\b"
          + "|몇 ?시(?!간)|서버.{0,6}(?:시간|시각|시계|상태|메모리|수치)"),
  GREETING(
      "^(?:hi|hello|hey|good (?:morning|afternoon|evening)|안녕[가-힣]*|반가워요?|반갑습니다|하이|헬로)"
          + "(?: (?:there|suda|수다))?[\\s\\p{P}\\p{S}]*$"),
  /** Everything else. */
  OTHER("");

  private static final int MAX_UNITS = 400;
  private static final int LONG_WORDS = 300;
  private static final int MAX_WORDS = 2000;
  private static final Pattern NUMBER_OF_WORDS =
      Pattern.compile("(\\d{3,6}) ?-?(?:(words|단어)|글?자)", Pattern.CASE_INSENSITIVE);

  private final Pattern sign;

  Topic(String sign) {
    this.sign = Pattern.compile(sign, Pattern.CASE_INSENSITIVE);
  }

  static Topic of(String question) {
    String head = head(question);
    for (Topic topic : values()) {
      if (topic.sign.matcher(head).find()) {
        return topic;
      }
    }
    return OTHER;
  }

  /** The number of words that a question for a long answer requests. */
  static int wordsWanted(String question) {
    Matcher number = NUMBER_OF_WORDS.matcher(head(question));
    if (!number.find()) {
      return LONG_WORDS;
    }
    int count = Integer.parseInt(number.group(1));
    // A Korean word has about four characters, including the space.
    return Math.min(number.group(2) != null ? count : count / 4, MAX_WORDS);
  }

  /** Expressions with word boundaries take quadratic time on some texts. */
  private static String head(String question) {
    String text = question.strip();
    return text.substring(0, Math.min(MAX_UNITS, text.length()));
  }
}
