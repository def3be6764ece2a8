package chat.suda.provider.openai;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/** Reads the body of an HTTP error up to the maximum length. */
final class ErrorReader implements BodyConsumer {

  private static final int MAX_BYTES = 64 * 1024;

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final Consumer<byte[]> then;

  /**
   * @param then receives the bytes; called once or more often
   */
  ErrorReader(Consumer<byte[]> then) {
    this.then = then;
  }

  @Override
  public void read(List<ByteBuffer> pieces) {
    for (ByteBuffer piece : pieces) {
      byte[] bytes = new byte[Math.min(piece.remaining(), MAX_BYTES - body.size())];
      piece.get(bytes);
      body.writeBytes(bytes);
    }
    if (body.size() == MAX_BYTES) {
      ended();
    }
  }

  @Override
  public void ended() {
    then.accept(body.toByteArray());
  }

  @Override
  public void broken() {
    ended();
  }
}
