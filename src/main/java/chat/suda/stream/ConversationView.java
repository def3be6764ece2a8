package chat.suda.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Filters a channel's frames to those of one conversation. Thread-safe. */
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
   * @param conversation replaces the data of its event {@code conversation}
   */
  public ConversationView(String id, UnaryOperator<String> conversation) {
    this.id = (id + '"').getBytes(UTF_8);
    this.conversation = conversation;
  }

  /**
   * The visible frames. Events that name no conversation are left out, and so is the deletion: the
   * closing of the view reports it.
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

  /** By the second member, which identifies the conversation in all events of one. */
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
