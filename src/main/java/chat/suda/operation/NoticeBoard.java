package chat.suda.operation;

import chat.suda.session.ChannelRegistry;
import chat.suda.stream.ChatEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The valid notices; notifies users when one becomes valid or expires. */
@ApplicationScoped
public class NoticeBoard {

  /** Newest first; {@code null} before they were read. */
  private volatile List<Notice> holding;

  @Inject NoticeStore store;
  @Inject ChannelRegistry channelRegistry;

  public List<Notice> all() {
    return store.all();
  }

  /** The valid notices; up to a second old if another node has changed them. */
  public List<Notice> holding() {
    List<Notice> known = holding;
    return known == null ? read() : known;
  }

  private List<Notice> read() {
    Instant now = Instant.now();
    return store.all().stream().filter(notice -> notice.holds(now)).toList();
  }

  public void add(Notice notice) {
    store.add(notice);
    refresh();
  }

  /** Returns whether it existed. */
  public boolean delete(String id) {
    boolean deleted = store.delete(id);
    refresh();
    return deleted;
  }

  /**
   * Appends the changes to the channels of this node's users. If several nodes do so for one user,
   * the log accepts the event once: it is the last event of a writer.
   */
  synchronized void refresh() {
    List<Notice> now = read();
    List<Notice> before = holding == null ? now : holding;
    holding = now;
    Map<String, Notice> added = byId(now);
    added.keySet().removeAll(byId(before).keySet());
    added.values().forEach(notice -> tell(notice.id(), new ChatEvent.Notice(notice.json())));
    Map<String, Notice> gone = byId(before);
    gone.keySet().removeAll(byId(now).keySet());
    gone.keySet().forEach(id -> tell(id + "-end", new ChatEvent.NoticeDeleted(id)));
  }

  private static Map<String, Notice> byId(List<Notice> notices) {
    return notices.stream().collect(Collectors.toMap(Notice::id, Function.identity()));
  }

  private void tell(String writer, ChatEvent event) {
    channelRegistry.appendToUsers(log -> log.writer(writer, 1, () -> {}).appendLast(event));
  }
}
