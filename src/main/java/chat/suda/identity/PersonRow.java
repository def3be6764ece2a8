package chat.suda.identity;

import chat.suda.database.Micros;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Objects;
import java.util.Set;

@Entity
@Table(name = "person")
class PersonRow {

  @Id String id;

  String digest;

  String name;

  String email;

  /** One per line. */
  String roles;

  boolean disabled;

  @Column(name = "tokens_per_day")
  Long tokensPerDay;

  @Column(name = "created_at")
  long createdAt;

  @Column(name = "last_seen_at")
  long lastSeenAt;

  protected PersonRow() {}

  static PersonRow create(String id, String digest) {
    PersonRow row = new PersonRow();
    row.id = id;
    row.digest = digest;
    row.roles = "";
    row.createdAt = Micros.now();
    row.lastSeenAt = row.createdAt;
    return row;
  }

  /** Updates the reported fields. Returns whether anything has changed. */
  boolean take(Profile profile) {
    String newName = profile.name() == null ? name : profile.name();
    String newEmail = profile.email() == null ? email : profile.email();
    String newRoles = text(profile.roles());
    boolean changes =
        !Objects.equals(name, newName)
            || !Objects.equals(email, newEmail)
            || !roles.equals(newRoles);
    name = newName;
    email = newEmail;
    roles = newRoles;
    return changes;
  }

  Person view() {
    return new Person(
        id,
        name,
        email,
        roles(roles),
        disabled,
        tokensPerDay,
        Micros.instant(createdAt),
        Micros.instant(lastSeenAt));
  }

  /** The stored form of roles: sorted, one per line. */
  static String text(Set<String> roles) {
    return String.join("\n", roles.stream().sorted().toList());
  }

  static Set<String> roles(String text) {
    return text == null || text.isEmpty() ? Set.of() : Set.of(text.split("\n"));
  }
}
