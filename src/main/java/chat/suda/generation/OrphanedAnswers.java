package chat.suda.generation;

import chat.suda.conversation.AnswerStore;
import chat.suda.conversation.Message;
import chat.suda.database.TimerInterceptor;
import chat.suda.session.Channel;
import chat.suda.session.ChannelRegistry;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptors;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Ends answers that are stored as running but known to no node: all nodes and their shared data
 * were lost.
 */
@Singleton
@TransactionManagement(TransactionManagementType.BEAN)
@Interceptors(TimerInterceptor.class)
public class OrphanedAnswers {

  private static final System.Logger LOG = System.getLogger(OrphanedAnswers.class.getName());

  /** Those of the previous run: an answer that has just begun may not be known yet. */
  private Set<String> suspects = Set.of();

  @Inject AnswerStore store;
  @Inject AnswerRegistry answers;
  @Inject Leases leases;
  @Inject ChannelRegistry channelRegistry;

  @Schedule(hour = "*", minute = "*", second = "*/10", persistent = false)
  void look() {
    if (!leases.shared() || !leases.available()) {
      return;
    }
    List<String> elsewhere = new ArrayList<>(store.streaming());
    elsewhere.removeIf(id -> answers.running(id).isPresent());
    Set<String> unknown = new HashSet<>(leases.unknown(elsewhere));
    List<String> lost = unknown.stream().filter(suspects::contains).toList();
    suspects = unknown;
    interrupt(lost);
  }

  /** Ends the answers that an earlier run of this server left; only on a single node. */
  public void interruptAll() {
    if (!leases.shared()) {
      interrupt(store.streaming());
    }
  }

  private void interrupt(List<String> ids) {
    List<Message> ended = ids.isEmpty() ? List.of() : store.interrupt(ids);
    if (!ended.isEmpty()) {
      LOG.log(Level.WARNING, "{0} answers were cut short when their server ended", ended.size());
      ended.forEach(this::tell);
    }
  }

  private void tell(Message message) {
    channelRegistry.append(Channel.Key.ofUser(message.owner()), StoredEndEvent.event(message));
  }
}
