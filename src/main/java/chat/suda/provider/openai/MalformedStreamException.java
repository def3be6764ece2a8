package chat.suda.provider.openai;

import java.io.IOException;

/** The upstream's bytes violate its protocol. */
final class MalformedStreamException extends IOException {

  private static final long serialVersionUID = 1L;

  MalformedStreamException(String message) {
    super(message);
  }
}
