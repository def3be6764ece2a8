package chat.suda.provider.openai;

import java.nio.ByteBuffer;
import java.util.List;

/** Reads the body of a response. At most one of the two ends is called, last. */
interface BodyConsumer {

  void read(List<ByteBuffer> pieces);

  /** The body ended regularly. */
  void ended();

  /** The connection broke. */
  void broken();
}
