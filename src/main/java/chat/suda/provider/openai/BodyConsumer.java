package chat.suda.provider.openai;

import java.nio.ByteBuffer;
import java.util.List;

/** Who reads the body of a response. Exactly one of the two ends comes last, if any. */
interface BodyConsumer {

  void read(List<ByteBuffer> pieces);

  /** The body has ended as it should. */
  void ended();

  /** The connection broke. */
  void broken();
}
