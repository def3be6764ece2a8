package chat.suda.operation;

import chat.suda.database.TimerInterceptor;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptors;

/** Sends figures, and the beginning and expiry of notices. */
@Singleton
@TransactionManagement(TransactionManagementType.BEAN)
@Interceptors(TimerInterceptor.class)
public class AdministrationTimer {

  @Inject NodeFigures figures;
  @Inject NoticeBoard notices;

  @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
  void tick() {
    figures.tick();
  }

  @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
  void lookAtNotices() {
    notices.refresh();
  }
}
