package chat.suda.identity;

import chat.suda.config.Authentication;
import chat.suda.config.Settings;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** {@code GET /login}: sends the browser to the provider. */
@WebServlet("/login")
public class LoginServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  /** More pending logins would make requests too large. */
  private static final int MAX_PENDING = 8;

  @Inject transient Settings settings;
  @Inject transient CodeFlow flow;
  @Inject transient Encryption encryption;
  @Inject transient FailurePage failurePage;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Authentication authentication = settings.authentication();
    if (authentication.mode() != Authentication.Mode.OIDC) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    String to = ReturnPath.of(request.getParameter("to"));
    PendingLogin pending = PendingLogin.begin(to);
    String provider;
    try {
      provider = flow.authorizationUrl(pending);
    } catch (ProviderUnavailableException e) {
      failurePage.send(e, to, request, response);
      return;
    }
    forgetOthers(request, response);
    response.addHeader(
        "Set-Cookie",
        Cookies.set(
            PendingLogin.cookie(pending.state()),
            encryption.encrypt(pending.json()),
            "/login",
            PendingLogin.LIFETIME,
            request,
            authentication));
    response.setHeader("Cache-Control", "no-store");
    response.setStatus(HttpServletResponse.SC_FOUND);
    response.setHeader("Location", provider);
  }

  /** The oldest, which a browser sends first (RFC 6265, section 5.4). */
  private void forgetOthers(HttpServletRequest request, HttpServletResponse response) {
    List<String> pending =
        Stream.ofNullable(request.getCookies())
            .flatMap(Stream::of)
            .map(Cookie::getName)
            .filter(name -> name.startsWith(PendingLogin.COOKIE_PREFIX))
            .toList();
    for (String name : pending.subList(0, Math.max(0, pending.size() - MAX_PENDING + 1))) {
      response.addHeader(
          "Set-Cookie",
          Cookies.set(name, "", "/login", Duration.ZERO, request, settings.authentication()));
    }
  }
}
