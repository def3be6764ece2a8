package chat.suda.operation;

import chat.suda.config.Settings;
import chat.suda.conversation.Conversations;
import chat.suda.conversation.Conversations.Ref;
import chat.suda.database.TimerInterceptor;
import chat.suda.limits.UsageStore;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptors;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Deletes data that are older than the configured retention. */
@Singleton
@TransactionManagement(TransactionManagementType.BEAN)
@Interceptors(TimerInterceptor.class)
public class RetentionTimer {

  private static final int BATCH = 200;

  @Inject Settings settings;
  @Inject Conversations conversations;
  @Inject ConversationEraser conversationEraser;
  @Inject UsageStore usage;
  @Inject AuditStore audit;

  @Schedule(hour = "*", minute = "*", second = "7/30", persistent = false)
  void deleteUntouched() {
    settings.retention().ifPresent(this::delete);
  }

  private void delete(Duration retention) {
    List<Ref> old;
    do {
      old = conversations.untouchedSince(Instant.now().minus(retention), BATCH);
      old.forEach(one -> conversationEraser.erase(one.owner(), one.id()));
    } while (old.size() == BATCH);
  }

  @Schedule(hour = "3", minute = "41", persistent = false)
  void forgetOld() {
    usage.forgetOld();
    audit.forgetOld();
  }
}
