package chat.suda.operation;

import chat.suda.database.Migrations;
import chat.suda.identity.LoginChecks;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;

/** When logins are checked, and the streams of those that have ended are closed. */
@Singleton
@TransactionManagement(TransactionManagementType.BEAN)
public class LoginTimer {

  @Inject Migrations migrations;
  @Inject LoginChecks checks;
  @Inject SignedOutStreams streams;

  @Schedule(hour = "*", minute = "*", second = "*/2", persistent = false)
  void look() {
    if (migrations.done()) {
      streams.closeEnded();
    }
  }

  @Schedule(hour = "*", minute = "*/5", persistent = false)
  void forgetExpired() {
    if (migrations.done()) {
      checks.forgetExpired();
    }
  }
}
