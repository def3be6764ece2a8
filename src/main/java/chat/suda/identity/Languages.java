package chat.suda.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.ResourceBundle;

/** The language of responses. */
public final class Languages {

  private Languages() {}

  /**
   * The first of the caller's languages (RFC 9110, Accept-Language) that is Korean or English; else
   * Korean.
   */
  public static Locale preferred(HttpServletRequest request) {
    String header = request.getHeader("Accept-Language");
    return header == null ? Locale.KOREAN : preferred(header);
  }

  /** Not by the container: some take {@code *} for their own language, and ignore q=0. */
  static Locale preferred(String acceptLanguage) {
    try {
      return Locale.LanguageRange.parse(acceptLanguage).stream()
          .filter(range -> range.getWeight() > 0)
          .map(range -> range.getRange().split("-", 2)[0])
          .filter(language -> language.matches("en|ko|\\*"))
          .findFirst()
          .filter("en"::equals)
          .map(Locale::forLanguageTag)
          .orElse(Locale.KOREAN);
    } catch (IllegalArgumentException e) {
      return Locale.KOREAN; // not a valid weight
    }
  }

  /** The messages of this package. */
  static ResourceBundle texts(HttpServletRequest request) {
    return ResourceBundle.getBundle(
        "chat.suda.identity.texts",
        preferred(request),
        Languages.class.getClassLoader(),
        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_DEFAULT));
  }
}
