package chat.suda.identity;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "login_key")
class LoginKeyRow {

  static final int ONLY = 1;

  @Id int id = ONLY;

  String secret;
}
