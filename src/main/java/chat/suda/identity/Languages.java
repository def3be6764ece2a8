package chat.suda.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/** In which language people are answered. */
public final class Languages {

  private Languages() {}

  /**
   * The first of the caller's languages (RFC 9110, Accept-Language) that is Korean or English; else
   * Korean.
   */
  public static Locale preferred(HttpServletRequest request) {
    // Without the header the container would name the server's own locale.
    List<Locale> locales =
        request.getHeader("Accept-Language") == null
            ? List.of()
            : Collections.list(request.getLocales());
    return locales.stream()
        .filter(locale -> locale.getLanguage().matches("en|ko"))
        .findFirst()
        .orElse(Locale.KOREAN);
  }

  /** The texts of this package. */
  static ResourceBundle texts(HttpServletRequest request) {
    return ResourceBundle.getBundle(
        "chat.suda.identity.texts",
        preferred(request),
        Languages.class.getClassLoader(),
        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_DEFAULT));
  }
}
