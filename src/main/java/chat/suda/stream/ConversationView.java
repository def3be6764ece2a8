package chat.suda.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What of a channel's frames is of one conversation, for those who may see no other. Thread-safe.
 */
public final class ConversationView {

  private static final byte[] CHANGED =
      "{\"type\":\"conversation\",\"conversation\":{\"id\":\"".getBytes(UTF_8);
  private static final byte[] DELETED =
      "{\"type\":\"conversation\",\"conversationId\":".getBytes(UTF_8);
  private static final byte[] RESET = "{\"type\":\"reset\"}".getBytes(UTF_8);
  private static final byte[] READY = Frame.READY.getBytes(UTF_8);
  private static final byte[] MEMBER = "\",\"conversationId\":\"".getBytes(UTF_8);
  private static final int TYPE = "{\"type\":\"".length();

  private final byte[] id;
  private final UnaryOperator<String> conversation;

  /**
   * @param id the conversation's
   * @param conversation what is shown in place of the data of its event {@code conversation}
   */
  public ConversationView(String id, UnaryOperator<String> conversation) {
    this.id = (id + '"').getBytes(UTF_8);
    this.conversation = conversation;
  }

  /**
   * Those of the frames that are seen: not the events that say nothing of what they are of, and not
   * the deletion, which whoever closes the view tells as the view's end.
   */
  public List<Frame> of(List<Frame> frames) {
    List<Frame> seen = new ArrayList<>(frames.size());
    for (Frame frame : frames) {
      if (!frame.isEvent() || frame.id() == null || is(frame, READY) || is(frame, RESET)) {
        seen.add(frame);
      } else if (startsWith(frame, 0, CHANGED)) {
        if (startsWith(frame, CHANGED.length, id)) {
          seen.add(Frame.event(frame.id(), conversation.apply(frame.data())));
        }
      } else if (!startsWith(frame, 0, DELETED) && isOfConversation(frame)) {
        seen.add(frame);
      }
    }
    return seen;
  }

  /** By its second member, which all events have there that are of a conversation. */
  private boolean isOfConversation(Frame frame) {
    byte[] bytes = frame.bytes();
    int at = frame.dataStart() + TYPE;
    while (at < frame.dataEnd() && bytes[at] != '"') {
      at++;
    }
    int offset = at - frame.dataStart();
    return startsWith(frame, offset, MEMBER) && startsWith(frame, offset + MEMBER.length, id);
  }

  private static boolean is(Frame frame, byte[] data) {
    return frame.dataLength() == data.length && startsWith(frame, 0, data);
  }

  private static boolean startsWith(Frame frame, int offset, byte[] wanted) {
    int start = frame.dataStart() + offset;
    if (start + wanted.length > frame.dataEnd()) {
      return false;
    }
    byte[] bytes = frame.bytes();
    for (int i = 0; i < wanted.length; i++) {
      if (bytes[start + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
