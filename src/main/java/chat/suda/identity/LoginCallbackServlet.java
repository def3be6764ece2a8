package chat.suda.identity;

import chat.suda.config.Authentication;
import chat.suda.config.Settings;
import chat.suda.identity.LoginFailedException.Reason;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** {@code GET /login/callback}: the redirection endpoint, called with a code. */
@WebServlet("/login/callback")
public class LoginCallbackServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Inject transient Settings settings;
  @Inject transient CodeFlow flow;
  @Inject transient Encryption encryption;
  @Inject transient SingleUse singleUse;
  @Inject transient NewLogins newLogins;
  @Inject transient FailurePage failurePage;
  @Inject transient Event<LoginAttempt> attempts;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Authentication authentication = settings.authentication();
    if (authentication.mode() != Authentication.Mode.OIDC) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    String to = "/";
    try {
      PendingLogin pending = pending(request, response);
      to = pending.to();
      NewLogins.Begun begun = newLogins.begin(flow.redeem(code(request), pending));
      attempts.fire(new LoginAttempt(begun.person(), request.getRemoteAddr(), "login", "success"));
      Duration lifetime = authentication.logins().lifetime();
      response.addHeader(
          "Set-Cookie",
          Cookies.set(Login.COOKIE, begun.cookie(), "/", lifetime, request, authentication));
      response.setHeader("Cache-Control", "no-store");
      response.setStatus(HttpServletResponse.SC_FOUND);
      response.setHeader("Location", authentication.publicUrl().orElseThrow() + to);
    } catch (LoginFailedException e) {
      failurePage.send(e, to, request, response);
    } catch (ProviderUnavailableException e) {
      failurePage.send(e, to, request, response);
    }
  }

  /** The pending login of this browser, which can be completed once. */
  private PendingLogin pending(HttpServletRequest request, HttpServletResponse response)
      throws LoginFailedException {
    String state = request.getParameter("state");
    if (!PendingLogin.isState(state)) {
      throw new LoginFailedException(Reason.STATE, "a callback without a state");
    }
    String name = PendingLogin.cookie(state);
    Optional<PendingLogin> pending =
        Cookies.values(request, name).stream()
            .flatMap(cookie -> encryption.decrypt(cookie).stream())
            .map(PendingLogin::parse)
            .filter(found -> found.state().equals(state))
            .filter(found -> Instant.now().isBefore(found.expiresAt()))
            .findFirst();
    if (pending.isEmpty()) {
      throw new LoginFailedException(Reason.STATE, "a state that this browser does not hold");
    }
    response.addHeader(
        "Set-Cookie",
        Cookies.set(name, "", "/login", Duration.ZERO, request, settings.authentication()));
    if (!singleUse.spend("state", state, pending.get().expiresAt())) {
      throw new LoginFailedException(Reason.STATE, "a state that was used before");
    }
    return pending.get();
  }

  private String code(HttpServletRequest request) throws LoginFailedException {
    String issuer = request.getParameter("iss"); // RFC 9207
    if (issuer != null && !issuer.equals(settings.authentication().oidc().issuer())) {
      throw new LoginFailedException(Reason.TOKEN, "the answer is another issuer's");
    }
    String code = request.getParameter("code");
    if (code == null || request.getParameter("error") != null) {
      throw new LoginFailedException(
          Reason.REFUSED, "the provider answers " + CodeFlow.word(request.getParameter("error")));
    }
    return code;
  }
}
