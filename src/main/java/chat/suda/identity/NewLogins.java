package chat.suda.identity;

import chat.suda.config.Authentication;
import chat.suda.config.Settings;
import chat.suda.database.Micros;
import chat.suda.identity.LoginFailedException.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Creates logins. */
@ApplicationScoped
public class NewLogins {

  private static final int COOKIE_BITS = 256;

  /** A new login; the cookie is a secret of the browser. */
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
   * Creates a login of the person that the provider has identified.
   *
   * @throws LoginFailedException if they have no access
   */
  Begun begin(CodeFlow.TokenResponse tokens) throws LoginFailedException {
    Authentication authentication = settings.authentication();
    if (!authentication.allows(tokens.profile().roles())) {
      throw new LoginFailedException(Reason.ROLE, "none of the person's roles is allowed");
    }
    Person person = people.seen(tokens.profile());
    if (people.disabled(person.id())) {
      throw new LoginFailedException(Reason.DISABLED, "the person " + person.id() + " is disabled");
    }
    String cookie = Digests.random(COOKIE_BITS);
    LoginRow row = new LoginRow();
    row.id = Digests.sha256(cookie);
    row.personId = person.id();
    row.subject = tokens.profile().digest();
    row.sid = tokens.sid() == null ? null : session(tokens.profile().issuer(), tokens.sid());
    row.roles = PersonRow.text(tokens.profile().roles());
    row.refreshToken =
        tokens.refreshToken() == null ? null : encryption.encrypt(tokens.refreshToken());
    row.idToken = encryption.encrypt(tokens.idToken());
    row.createdAt = Micros.now();
    row.checkedAt = row.createdAt;
    row.expiresAt = row.createdAt + authentication.logins().lifetime().toNanos() / 1000;
    store.add(row);
    return new Begun(cookie, person.id());
  }

  /** The stored form of a provider's session id. */
  static String session(String issuer, String sid) {
    return Digests.sha256(issuer + '\n' + sid);
  }
}
