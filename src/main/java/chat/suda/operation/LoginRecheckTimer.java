package chat.suda.operation;

import chat.suda.database.Migrations;
import chat.suda.identity.LoginChecks;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;

/**
 * When the identity provider is asked about logins: on a timer of its own, since it may be slow.
 */
@Singleton
@TransactionManagement(TransactionManagementType.BEAN)
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
