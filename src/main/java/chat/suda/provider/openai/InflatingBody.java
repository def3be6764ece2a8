package chat.suda.provider.openai;

import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses a body that an intermediary has compressed although this was not requested (RFC
 * 9110, section 8.4.1: {@code gzip} and {@code deflate}), without buffering.
 */
final class InflatingBody implements BodyConsumer {

  /** RFC 1952: no common server's header is longer. */
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

  /** Wraps the consumer if the body is compressed. */
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
      // A copy, since the consumer may keep it.
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

  /** Returns whether this call ends it. */
  private boolean end() {
    boolean first = !over;
    over = true;
    inflater.end();
    return first;
  }
}
