package chat.suda.session;

import chat.suda.stream.Frame;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.lang.reflect.Type;

/**
 * A frame as an outbound event of Jakarta REST, for sinks that accept nothing else.
 *
 * @param frame an event, a comment or a {@code retry}
 */
public record FrameEvent(Frame frame) implements OutboundSseEvent {

  @Override
  public String getId() {
    return frame.id();
  }

  @Override
  public String getName() {
    return null;
  }

  @Override
  public String getComment() {
    return frame.comment();
  }

  @Override
  public long getReconnectDelay() {
    return frame.retryMillis();
  }

  @Override
  public boolean isReconnectDelaySet() {
    return frame.retryMillis() >= 0;
  }

  @Override
  public Class<?> getType() {
    return String.class;
  }

  @Override
  public Type getGenericType() {
    return String.class;
  }

  @Override
  public MediaType getMediaType() {
    return MediaType.TEXT_PLAIN_TYPE;
  }

  @Override
  public Object getData() {
    return frame.data();
  }
}
