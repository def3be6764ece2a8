package chat.suda.operation;

import chat.suda.database.TimerInterceptor;
import chat.suda.identity.LoginChecks;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptors;

/** Checks logins, and closes the streams of those that have ended. */
@Singleton
@TransactionManagement(TransactionManagementType.BEAN)
@Interceptors(TimerInterceptor.class)
public class LoginTimer {

  @Inject LoginChecks checks;
  @Inject SignedOutStreams streams;

  @Schedule(hour = "*", minute = "*", second = "*/2", persistent = false)
  void look() {
    streams.closeEnded();
  }

  @Schedule(hour = "*", minute = "*/5", persistent = false)
  void forgetExpired() {
    checks.forgetExpired();
  }
}
