package chat.suda.provider.openai;

import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Hands on a body that something in between has compressed, though nobody has asked for it (RFC
 * 9110, section 8.4.1: {@code gzip} and {@code deflate}), as fast as it comes.
 */
final class InflatingBody implements BodyConsumer {

  /** RFC 1952: no server's header has more. */
  private static final int GZIP_HEADER_BYTES = 10;

  private final BodyConsumer body;
  private final Inflater inflater;
  private final byte[] buffer = new byte[16_384];
  private int toSkip;
  private boolean over;

  private InflatingBody(BodyConsumer body, boolean gzip) {
    this.body = body;
    this.inflater = new Inflater(gzip);
    this.toSkip = gzip ? GZIP_HEADER_BYTES : 0;
  }

  /** That body as it was before it was compressed, if it was. */
  static BodyConsumer of(HttpHeaders headers, BodyConsumer body) {
    String coding =
        headers.firstValue("Content-Encoding").orElse("").strip().toLowerCase(Locale.ROOT);
    return switch (coding) {
      case "gzip", "x-gzip" -> new InflatingBody(body, true);
      case "deflate" -> new InflatingBody(body, false);
      default -> body;
    };
  }

  @Override
  public void read(List<ByteBuffer> pieces) {
    try {
      for (ByteBuffer piece : pieces) {
        int skipped = Math.min(toSkip, piece.remaining());
        toSkip -= skipped;
        inflate(piece.position(piece.position() + skipped));
      }
    } catch (DataFormatException e) {
      end();
      body.broken();
    }
  }

  private void inflate(ByteBuffer piece) throws DataFormatException {
    if (over || !piece.hasRemaining()) {
      return;
    }
    inflater.setInput(piece);
    for (int length = inflater.inflate(buffer); length > 0; length = inflater.inflate(buffer)) {
      // Who reads may keep it.
      body.read(List.of(ByteBuffer.wrap(Arrays.copyOf(buffer, length))));
    }
  }

  @Override
  public void ended() {
    if (end()) {
      body.ended();
    }
  }

  @Override
  public void broken() {
    if (end()) {
      body.broken();
    }
  }

  /** Returns whether this is the end: there was none before. */
  private boolean end() {
    boolean first = !over;
    over = true;
    inflater.end();
    return first;
  }
}
