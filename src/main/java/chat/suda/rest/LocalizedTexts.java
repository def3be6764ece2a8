package chat.suda.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.text.MessageFormat;
import java.util.Collections;
import java.util.List;
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
    // Without the header the container would name the server's own locale.
    List<Locale> locales =
        request.getHeader("Accept-Language") == null
            ? List.of()
            : Collections.list(request.getLocales());
    for (Locale locale : locales) {
      String language = locale.getLanguage();
      if (language.equals("en") || language.equals("ko")) {
        return new LocalizedTexts(locale);
      }
    }
    return new LocalizedTexts(Locale.KOREAN);
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
