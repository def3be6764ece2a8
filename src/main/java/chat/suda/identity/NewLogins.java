package chat.suda.identity;

import chat.suda.config.Authentication;
import chat.suda.config.Settings;
import chat.suda.database.Micros;
import chat.suda.identity.LoginFailedException.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Begins logins. */
@ApplicationScoped
public class NewLogins {

  private static final int COOKIE_BITS = 256;

  /** A login that holds from now on; the cookie is a secret of the browser's. */
  record Begun(String cookie, String person) {

    @Override
    public String toString() {
      return "Begun[" + person + "]";
    }
  }

  @Inject Settings settings;
  @Inject People people;
  @Inject LoginStore store;
  @Inject Encryption encryption;

  /**
   * Begins a login of the person of whom the provider has told.
   *
   * @throws LoginFailedException if they may not come in
   */
  Begun begin(CodeFlow.TokenResponse told) throws LoginFailedException {
    Authentication authentication = settings.authentication();
    if (!authentication.allows(told.profile().roles())) {
      throw new LoginFailedException(Reason.ROLE, "none of the person's roles is allowed");
    }
    Person person = people.seen(told.profile());
    if (people.disabled(person.id())) {
      throw new LoginFailedException(Reason.DISABLED, "the person " + person.id() + " is disabled");
    }
    String cookie = Digests.random(COOKIE_BITS);
    LoginRow row = new LoginRow();
    row.id = Digests.sha256(cookie);
    row.personId = person.id();
    row.subject = told.profile().digest();
    row.sid = told.sid() == null ? null : session(told.profile().issuer(), told.sid());
    row.roles = PersonRow.text(told.profile().roles());
    row.refreshToken = told.refreshToken() == null ? null : encryption.encrypt(told.refreshToken());
    row.idToken = encryption.encrypt(told.idToken());
    row.createdAt = Micros.now();
    row.checkedAt = row.createdAt;
    row.expiresAt = row.createdAt + authentication.logins().lifetime().toNanos() / 1000;
    store.add(row);
    return new Begun(cookie, person.id());
  }

  /** How a provider's session is named in the database. */
  static String session(String issuer, String sid) {
    return Digests.sha256(issuer + '\n' + sid);
  }
}
