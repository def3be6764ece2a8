package chat.suda.identity;

import chat.suda.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;

/** Checks one login with the provider, by its refresh token; ends it if that is refused. */
@ApplicationScoped
public class LoginRenewal {

  @Inject Settings settings;
  @Inject CodeFlow flow;
  @Inject Encryption encryption;
  @Inject LoginStore store;
  @Inject Logins logins;
  @Inject SignOuts signOuts;
  @Inject Event<LoginAttempt> attempts;

  /**
   * Renews the login.
   *
   * @throws ProviderUnavailableException if the provider is unavailable: the login remains valid
   */
  void renew(Login login) {
    Optional<String> token = encryption.decrypt(login.refreshToken());
    if (token.isEmpty()) {
      end(login, "key");
      return;
    }
    try {
      CodeFlow.Renewal renewed = flow.refresh(token.get(), login.subject());
      Set<String> roles = renewed.roles().orElse(login.roles());
      if (!settings.authentication().allows(roles)) {
        end(login, "role");
        return;
      }
      store.renewed(login.id(), encryption.encrypt(renewed.refreshToken()), roles);
      logins.forget(login.id());
    } catch (LoginFailedException e) {
      end(login, "refused");
    }
  }

  private void end(Login login, String outcome) {
    signOuts.end(SignOut.ofLogin(login.id()));
    attempts.fire(new LoginAttempt(login.person(), null, "logout", outcome));
  }
}
