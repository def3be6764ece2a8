package chat.suda.operation;

import chat.suda.database.TimerInterceptor;
import chat.suda.identity.LoginChecks;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptors;

/** Rechecks logins with the identity provider, on a separate timer, since it may be slow. */
@Singleton
@TransactionManagement(TransactionManagementType.BEAN)
@Interceptors(TimerInterceptor.class)
public class LoginRecheckTimer {

  @Inject LoginChecks checks;

  @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
  void recheck() {
    checks.recheck();
  }
}
