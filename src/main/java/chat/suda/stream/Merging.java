package chat.suda.stream;

import chat.suda.stream.ChatEvent.Text;
import java.util.List;

/**
 * Joins adjacent texts of one message, so that a connection that lags catches up with fewer, larger
 * events.
 */
final class Merging {

  private Merging() {}

  /**
   * Adds the entries' frames; a joined one carries the last id, so that no cursor falls inside it.
   */
  static void frames(List<EventLog.Entry> entries, List<Frame> frames) {
    int at = 0;
    while (at < entries.size()) {
      int end = at + 1;
      while (end < entries.size()
          && entries.get(end - 1).event() instanceof Text text
          && text.continuesInto(entries.get(end).event())) {
        end++;
      }
      frames.add(end == at + 1 ? entries.get(at).frame() : joined(entries.subList(at, end)));
      at = end;
    }
  }

  private static Frame joined(List<EventLog.Entry> run) {
    StringBuilder content = new StringBuilder();
    for (EventLog.Entry entry : run) {
      content.append(((Text) entry.event()).content());
    }
    Text first = (Text) run.get(0).event();
    Text last = (Text) run.get(run.size() - 1).event();
    Text whole =
        new Text(
            first.conversationId(),
            first.messageId(),
            first.offset(),
            content.toString(),
            first.model(),
            last.finishReason());
    return Frame.event(run.get(run.size() - 1).frame().id(), whole.json());
  }
}
