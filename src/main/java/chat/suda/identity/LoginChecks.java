package chat.suda.identity;

import chat.suda.config.Authentication;
import chat.suda.config.Settings;
import chat.suda.database.Micros;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Finds logins that are no longer valid, and deletes expired ones. */
@ApplicationScoped
public class LoginChecks {

  private static final int BATCH = 100;

  @Inject Settings settings;
  @Inject LoginStore logins;
  @Inject Logins recent;
  @Inject SingleUseStore singleUse;
  @Inject LoginRenewal renewal;
  @Inject People people;
  @Inject ProviderNotice notice;

  /** Rechecks logins with the provider that were not checked for {@code suda.login.recheck}. */
  public void recheck() {
    Authentication authentication = settings.authentication();
    if (authentication.mode() != Authentication.Mode.OIDC) {
      return;
    }
    long since = Micros.now() - authentication.logins().recheck().toNanos() / 1000;
    try {
      for (Login login : logins.uncheckedSince(since, BATCH)) {
        if (logins.claim(login)) {
          renewal.renew(login);
        }
      }
    } catch (ProviderUnavailableException e) {
      notice.away(e);
    }
  }

  /** Those of these logins that are no longer valid: one query per thousand. */
  public Set<String> endedAmong(Collection<String> ids) {
    Set<String> ended = logins.endedAmong(ids);
    // Removed from the cache, so that they are refused at once.
    ended.forEach(recent::forget);
    return ended;
  }

  /** Those of these logins that are not, or no longer, an administrator's. */
  public Set<String> notAdministratorsAmong(Collection<String> ids) {
    return logins.withoutRoleAmong(ids, settings.authentication().adminRole());
  }

  /** Those of these people that are disabled: one query. */
  public List<String> disabledAmong(Collection<String> ids) {
    return people.disabledAmong(ids);
  }

  /** Deletes expired logins, tickets and other single-use values. */
  public void forgetExpired() {
    logins.deleteExpired();
    singleUse.forgetExpired();
  }
}
