package chat.suda.rest;

import chat.suda.identity.Languages;
import jakarta.servlet.http.HttpServletRequest;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The server's messages, in Korean and English. */
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

  /** In the first supported language of the caller (RFC 9110, Accept-Language); else Korean. */
  static LocalizedTexts of(HttpServletRequest request) {
    return new LocalizedTexts(Languages.preferred(request));
  }

  /** The message for an HTTP status about which nothing else is known. */
  String forStatus(int status) {
    String key = "http." + status;
    return get(bundle.containsKey(key) ? key : "http.other");
  }

  String get(String key, Object... arguments) {
    return MessageFormat.format(bundle.getString(key), arguments);
  }
}
