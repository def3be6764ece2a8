package chat.suda.conversation;

import chat.suda.database.TimerInterceptor;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptors;
import java.util.List;
import java.util.Map;

/** Background maintenance of the store, in small transactions. */
@Singleton
@TransactionManagement(TransactionManagementType.BEAN)
@Interceptors(TimerInterceptor.class)
public class StoreMaintenance {

  /** Number of conversations locked together. */
  private static final int AT_ONCE = 64;

  @Inject SearchIndex index;
  @Inject SegmentBuilder segments;
  @Inject IdempotencyKeys idempotency;
  @Inject AttachmentStore attachments;

  @Schedule(hour = "*", minute = "*", second = "*/10", persistent = false)
  void orderTheIndex() {
    for (long id : segments.stale()) {
      String owner = segments.dissolve(id);
      if (owner != null) {
        index.touch(owner);
      }
    }
    index.forEachTouched(this::orderTheIndexOf);
  }

  @Schedule(hour = "*", minute = "17", persistent = false)
  void forgetOldKeys() {
    idempotency.forgetOld();
  }

  @Schedule(hour = "*", minute = "23", persistent = false)
  void forgetUnsentAttachments() {
    attachments.forgetUnsent();
  }

  private void orderTheIndexOf(String owner) {
    Map<String, Map<String, Long>> places = segments.build(owner);
    while (!places.isEmpty()) {
      List<String> conversations = List.copyOf(places.keySet());
      for (int from = 0; from < conversations.size(); from += AT_ONCE) {
        int to = Math.min(from + AT_ONCE, conversations.size());
        segments.settle(conversations.subList(from, to), places);
      }
      places = segments.build(owner);
    }
  }
}
