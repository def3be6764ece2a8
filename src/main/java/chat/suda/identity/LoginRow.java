package chat.suda.identity;

import chat.suda.database.Micros;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "login")
class LoginRow {

  /** The SHA-256 of the cookie's value. */
  @Id String id;

  @Column(name = "person_id")
  String personId;

  /** The SHA-256 of the provider's subject. */
  String subject;

  /** The SHA-256 of the provider's session id, or {@code null}. */
  String sid;

  /** One per line. */
  String roles;

  /** Encrypted, or {@code null}. */
  @Column(name = "refresh_token")
  String refreshToken;

  /** Encrypted; identifies the session to the provider at a sign-out. */
  @Column(name = "id_token")
  String idToken;

  @Column(name = "created_at")
  long createdAt;

  @Column(name = "checked_at")
  long checkedAt;

  @Column(name = "expires_at")
  long expiresAt;

  Login view() {
    return new Login(
        id,
        personId,
        subject,
        PersonRow.roles(roles),
        refreshToken,
        idToken,
        checkedAt,
        Micros.instant(expiresAt));
  }
}
