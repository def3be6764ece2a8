package chat.suda.identity;

import chat.suda.config.Authentication;
import chat.suda.config.Settings;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;

/** {@code POST /login/backchannel}: OpenID Connect Back-Channel Logout 1.0. */
@WebServlet("/login/backchannel")
public class BackChannelLogoutServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final System.Logger LOG =
      System.getLogger(BackChannelLogoutServlet.class.getName());

  @Inject transient Settings settings;
  @Inject transient OidcProvider provider;
  @Inject transient SingleUse singleUse;
  @Inject transient LoginStore store;
  @Inject transient SignOuts signOuts;
  @Inject transient ProviderNotice notice;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (settings.authentication().mode() != Authentication.Mode.OIDC) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    response.setHeader("Cache-Control", "no-store");
    String token = request.getParameter("logout_token");
    try {
      end(provider.idTokens().logout(token == null ? "" : token));
      response.setStatus(HttpServletResponse.SC_OK);
    } catch (InvalidTokenException | MalformedClaimException e) {
      LOG.log(Level.WARNING, "A logout token was refused: {0}", e.getMessage());
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
      response.setContentType("application/json;charset=UTF-8");
      response
          .getOutputStream()
          .write("{\"error\":\"invalid_request\"}".getBytes(StandardCharsets.UTF_8));
    } catch (ProviderUnavailableException e) {
      notice.away(e);
      response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    }
  }

  private void end(JwtClaims claims) throws InvalidTokenException, MalformedClaimException {
    Instant until = Instant.ofEpochMilli(claims.getExpirationTime().getValueInMillis());
    if (!singleUse.spend("logout", claims.getIssuer() + '\n' + claims.getJwtId(), until)) {
      throw new InvalidTokenException("it was used before");
    }
    String sid = TokenVerifier.text(claims, "sid");
    List<String> logins =
        sid == null
            ? store.ofSubject(Digests.sha256(claims.getIssuer() + '\n' + claims.getSubject()))
            : store.ofSession(NewLogins.session(claims.getIssuer(), sid));
    logins.forEach(login -> signOuts.end(SignOut.ofLogin(login)));
  }
}
