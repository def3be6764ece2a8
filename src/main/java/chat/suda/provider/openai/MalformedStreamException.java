package chat.suda.provider.openai;

import java.io.IOException;

/** The upstream's bytes are not what its protocol allows. */
final class MalformedStreamException extends IOException {

  private static final long serialVersionUID = 1L;

  MalformedStreamException(String message) {
    super(message);
  }
}
