package chat.suda.identity;

import chat.suda.config.Authentication;
import chat.suda.config.Settings;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** {@code POST /logout}: ends the login, and returns the URL that ends the provider's session. */
@WebServlet("/logout")
public class LogoutServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Inject transient Settings settings;
  @Inject transient Callers callers;
  @Inject transient SignOuts signOuts;
  @Inject transient OidcProvider provider;
  @Inject transient Encryption encryption;
  @Inject transient Event<LoginAttempt> attempts;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Authentication authentication = settings.authentication();
    String location = request.getContextPath() + "/";
    Optional<Login> login =
        authentication.mode() == Authentication.Mode.OIDC
            ? callers.login(request)
            : Optional.empty();
    if (login.isPresent()) {
      signOuts.end(SignOut.ofLogin(login.get().id()));
      attempts.fire(
          new LoginAttempt(login.get().person(), request.getRemoteAddr(), "logout", "success"));
      location = endSession(login.get()).orElse(location);
    }
    if (authentication.mode() == Authentication.Mode.OIDC) {
      response.addHeader(
          "Set-Cookie", Cookies.set(Login.COOKIE, "", "/", Duration.ZERO, request, authentication));
    }
    String json = Json.createObjectBuilder().add("location", location).build().toString();
    response.setHeader("Cache-Control", "no-store");
    response.setContentType("application/json;charset=UTF-8");
    response.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
  }

  /** OpenID Connect RP-Initiated Logout 1.0, section 2. */
  private Optional<String> endSession(Login login) {
    Optional<URI> address;
    try {
      address = provider.metadata().endSession();
    } catch (ProviderUnavailableException e) {
      return Optional.empty();
    }
    Authentication authentication = settings.authentication();
    Map<String, String> query = new LinkedHashMap<>();
    query.put("client_id", authentication.oidc().clientId());
    query.put("post_logout_redirect_uri", authentication.publicUrl().orElseThrow() + "/");
    Optional.ofNullable(login.idToken())
        .flatMap(encryption::decrypt)
        .ifPresent(token -> query.put("id_token_hint", token));
    return address.map(uri -> CodeFlow.withQuery(uri, query));
  }
}
