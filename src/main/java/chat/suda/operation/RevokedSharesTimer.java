package chat.suda.operation;

import chat.suda.conversation.Shares;
import chat.suda.database.TimerInterceptor;
import chat.suda.session.ChannelRegistry;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptors;
import java.util.Set;

/** Notifies viewers of revoked shares, whichever node revoked them. */
@Singleton
@TransactionManagement(TransactionManagementType.BEAN)
@Interceptors(TimerInterceptor.class)
public class RevokedSharesTimer {

  @Inject Shares shares;
  @Inject ChannelRegistry channelRegistry;

  /** Queries the database only if a share has viewers. */
  @Schedule(hour = "*", minute = "*", second = "*/2", persistent = false)
  void look() {
    Set<String> watched = channelRegistry.shares();
    if (!watched.isEmpty()) {
      Set<String> gone = shares.goneAmong(watched);
      channelRegistry.endShares(gone::contains);
    }
  }
}
