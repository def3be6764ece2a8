package chat.suda.identity;

import chat.suda.config.Settings;
import chat.suda.identity.LoginFailedException.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.ResourceBundle;

/** Shows a localized message for a failed login and logs the cause. */
@ApplicationScoped
public class FailurePage {

  private static final System.Logger LOG = System.getLogger(FailurePage.class.getName());
  private static final int RETRY_SECONDS = 5;

  private static final String PAGE =
      """
      <!doctype html>
      <html lang="%s">
      <head>
        <meta charset="utf-8">
        <title>%s</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="stylesheet" href="%3$s/css/colours.css">
        <link rel="stylesheet" href="%3$s/css/tokens.css">
        <link rel="stylesheet" href="%3$s/css/dark.css" media="(prefers-color-scheme: dark)">
        <link rel="stylesheet" href="%3$s/css/base.css">
        <link rel="stylesheet" href="%3$s/css/sign-in.css">
      </head>
      <body>
        <main class="sign-in">
          <h1 class="sign-in-title">%2$s</h1>
          <p>%4$s</p>
          <p><a class="sign-in-button" href="%3$s/login?to=%5$s">%6$s</a></p>
          <p><a href="%3$s/">%7$s</a></p>
        </main>
      </body>
      </html>
      """;

  @Inject Settings settings;
  @Inject ProviderNotice notice;
  @Inject Event<LoginAttempt> attempts;

  /** Shows that the provider is unavailable. */
  void send(
      ProviderUnavailableException away,
      String to,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    notice.away(away);
    send(Reason.AWAY, to, request, response);
  }

  /**
   * Shows why this login failed.
   *
   * @param to a path of Suda for the next attempt
   */
  void send(
      LoginFailedException failure,
      String to,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    LOG.log(Level.WARNING, "A login failed: {0}", failure.getMessage());
    send(failure.reason(), to, request, response);
  }

  private void send(
      Reason reason, String to, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String outcome = reason.name().toLowerCase(Locale.ROOT);
    attempts.fire(new LoginAttempt(null, request.getRemoteAddr(), "login", outcome));
    ResourceBundle texts = Languages.texts(request);
    String page =
        PAGE.formatted(
            texts.getLocale().getLanguage().equals("ko") ? "ko" : "en",
            texts.getString("login.title"),
            settings.authentication().publicUrl().orElse(request.getContextPath()),
            texts.getString("login." + outcome),
            ProviderHttp.encode(to),
            texts.getString("login.again"),
            texts.getString("login.home"));
    byte[] body = page.getBytes(StandardCharsets.UTF_8);
    response.setStatus(reason.status);
    if (reason == Reason.AWAY) {
      response.setIntHeader("Retry-After", RETRY_SECONDS);
    }
    response.setHeader("Cache-Control", "no-store");
    response.setContentType("text/html;charset=UTF-8");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
