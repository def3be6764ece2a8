package chat.suda.operation;

import chat.suda.database.Migrations;
import chat.suda.identity.LoginChecks;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/**
 * When the identity provider is asked about logins: on a timer of its own, since it may be slow.
 */
@Singleton
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class LoginRecheckTimer {

  @Inject Migrations migrations;
  @Inject LoginChecks checks;

  @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
  void recheck() {
    if (migrations.done()) {
      checks.recheck();
    }
  }
}
