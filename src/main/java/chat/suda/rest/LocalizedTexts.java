package chat.suda.rest;

import chat.suda.identity.Languages;
import jakarta.servlet.http.HttpServletRequest;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** What the server says to people, in Korean or English. */
final class LocalizedTexts {

  private final ResourceBundle bundle;

  private LocalizedTexts(Locale locale) {
    bundle =
        ResourceBundle.getBundle(
            "chat.suda.rest.texts",
            locale,
            LocalizedTexts.class.getClassLoader(),
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_DEFAULT));
  }

  /**
   * In the first of the caller's languages (RFC 9110, Accept-Language) that there is; else Korean.
   */
  static LocalizedTexts of(HttpServletRequest request) {
    return new LocalizedTexts(Languages.preferred(request));
  }

  /** What to say where nothing but the status of HTTP is known. */
  String forStatus(int status) {
    String key = "http." + status;
    return get(bundle.containsKey(key) ? key : "http.other");
  }

  String get(String key, Object... arguments) {
    return MessageFormat.format(bundle.getString(key), arguments);
  }
}
