package chat.suda.provider.openai;

import java.net.URI;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes an upstream's message safe to show: without keys, addresses and control characters, at most
 * {@value #MAX_LENGTH} characters.
 */
final class Redaction {

  static final int MAX_LENGTH = 500;

  private static final int MIN_SECRET_CHARS = 8;

  private static final Pattern NO_SECRETS =
      Pattern.compile("(?i)accept.*|content-type|user-agent|.*version|.*referer|x-title");

  private static final String HIDDEN = "***";
  private static final Pattern KEYS =
      Pattern.compile(
          "(?i)bearer\\s+\\S+"
              + "|(?<![a-z0-9])(?:sk|gsk|pk|xai|csk|fw|hf|r8|nvapi|pplx|ghp|tgp)[-_][\\w*.-]{3,}"
              + "|(?<![\\w-])AIza[\\w*-]{8,}"
              + "|(?<![\\w-])eyJ[\\w-]+(?:\\.[\\w-]+)*" // JWT
              + "|(?<=(?:api|access|secret)[-_ ]?(?:key|token)['\"]?\\s?[=:]\\s?)['\"]?[\\w.*+/-]{6,}"
              // Key of an unknown service
              + "|(?<![\\w/-])(?=[a-z]*[0-9])(?=[0-9]*[a-z])[a-z0-9]{32,}(?![\\w/-])");
  private static final Pattern ADDRESSES =
      Pattern.compile(
          "(?i)[a-z][a-z0-9+.-]*(?:://|%3A%2F%2F)[^\\s\"'<>]+" // URLs, also encoded
              + "|\\\\\\\\[\\w.-]{2,}\\\\\\S*" // \\server\share
              + "|(?<![\\w.-])(?!mailto:|e-?mail:|contact:|support:)[a-z][\\w.-]*:[^\\s:/]+@(?:[\\w-]+(?:\\.[\\w-]+)+|[\\w-]+(?=:\\d))(?::\\d+)?" // user:password@host
              + "|/?(?<![\\w.])\\d{1,3}(?:\\.\\d{1,3}){3}(?![\\w.]*\\w)(?::\\d+)?" // IPv4
              + "|(?<![\\w:])\\[?(?=[0-9a-f:.]*::|(?:[0-9a-f]{1,4}:){7})[0-9a-f:.]{3,}(?:%\\w+)?\\]?(?::\\d+)?"
              + "|(?<![\\w.-])(?:localhost|[\\w.-]+\\.(?:internal|intranet|corp|local|localdomain|lan|svc)(?:\\.[a-z0-9-]+){0,4})(?![\\w-])(?::\\d+)?"
              // Hosts of local networks have names of one word: matched with a port, or where
              // errors name hosts.
              + "|(?<![\\w.:-])(?!(?:max|n_|num_|tokens?|length|limit|context)[\\w]*:)[a-z][\\w.-]*:\\d{4,5}(?!\\w)"
              + "|(?<=\\bhost(?:name)?\\s?[=:]\\s?['\"]?)[\\w.-]+"
              + "|(?<=\\b(?:lookup|ENOTFOUND|EAI_AGAIN)\\s)[\\w.-]+|(?<=\\bresolve ['\"])[\\w.-]+");
  private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\s]+");

  private final Pattern own;

  /**
   * @param apiKey our key, or {@code null}
   * @param headers that are sent to the server
   * @param base the address to hide
   */
  Redaction(String apiKey, Map<String, String> headers, URI base) {
    StringBuilder secrets = new StringBuilder("(?!)");
    if (apiKey != null && !apiKey.isBlank()) {
      secrets.append('|').append(Pattern.quote(apiKey.strip()));
    }
    headers.forEach(
        (name, value) -> {
          if (!NO_SECRETS.matcher(name).matches()) {
            addParts(secrets, value);
          }
        });
    addWord(secrets, base.getRawAuthority());
    addWord(secrets, base.getHost());
    own = Pattern.compile(secrets.toString(), Pattern.CASE_INSENSITIVE);
  }

  /** The parts of a header's value, such as what follows a scheme, or a cookie's value. */
  private static void addParts(StringBuilder secrets, String value) {
    for (String part : value.split("[\\s;,]+|(?<=\\w)=(?=[^=])")) {
      if (part.length() >= MIN_SECRET_CHARS) {
        secrets.append('|').append(Pattern.quote(part));
      }
    }
  }

  private static void addWord(StringBuilder secrets, String word) {
    if (word != null && !word.isBlank()) {
      secrets.append("|(?<![\\w-])").append(Pattern.quote(word)).append("(?![\\w-])");
    }
  }

  /** The safe message; {@code otherwise} if it is empty. */
  String show(String words, String otherwise) {
    if (words == null) {
      return otherwise;
    }
    String shown =
        INVISIBLE.matcher(words.substring(0, Math.min(words.length(), 8000))).replaceAll(" ");
    for (Pattern secret : new Pattern[] {own, KEYS, ADDRESSES}) {
      shown = secret.matcher(shown).replaceAll(Matcher.quoteReplacement(HIDDEN));
    }
    shown = shown.strip();
    return shown.isEmpty() ? otherwise : cut(shown);
  }

  private static String cut(String shown) {
    if (shown.length() <= MAX_LENGTH) {
      return shown;
    }
    int end = MAX_LENGTH - 1;
    return shown.substring(0, Character.isHighSurrogate(shown.charAt(end - 1)) ? end - 1 : end)
        + "…";
  }
}
