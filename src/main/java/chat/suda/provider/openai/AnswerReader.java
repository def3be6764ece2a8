package chat.suda.provider.openai;

import chat.suda.provider.Completion;
import chat.suda.provider.Delta;
import chat.suda.provider.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads the body of a successful answer: an event stream, or one whole chat completion from a
 * server that does not stream. Joins all the text of one read into one delta.
 */
final class AnswerReader implements BodyConsumer, EventStreamDecoder.Sink {

  /** What becomes of an answer. */
  interface Progress {

    /** The first text is there. */
    void begun();

    /** The upstream gave a sign of life. */
    void heard();

    void delta(Delta delta);

    /** All text is there; counts and the end of the stream may follow. */
    void finishing(Completion soFar);

    void completed(Completion completion);

    void failed(AttemptFailure setback);
  }

  private final Progress progress;
  private final Redaction redaction;
  private final EventStreamDecoder decoder = new EventStreamDecoder(this);
  private final Chunks chunks = new Chunks();
  private ByteArrayOutputStream whole;
  private boolean streams;
  private boolean begun;
  private boolean finishing;
  private boolean complete;
  private boolean over;
  private boolean heard;

  AnswerReader(Progress progress, Redaction redaction) {
    this.progress = progress;
    this.redaction = redaction;
  }

  @Override
  public void read(List<ByteBuffer> pieces) {
    if (over) {
      return;
    }
    try {
      if (isWhole(pieces)) {
        keep(pieces);
      } else {
        decoder.decode(pieces);
      }
    } catch (IOException e) {
      fail(AttemptFailure.malformed());
      return;
    }
    report();
  }

  @Override
  public void ended() {
    end(whole == null ? AttemptFailure.truncated() : AttemptFailure.malformed());
  }

  @Override
  public void broken() {
    end(AttemptFailure.truncated());
  }

  @Override
  public void event(String type, byte[] bytes, int offset, int length) throws IOException {
    if (complete || chunks.error != null || isBlank(bytes, offset, length)) {
      return;
    }
    heard = true;
    if (isDone(bytes, offset, length)) {
      complete = true;
      return;
    }
    long textBefore = chunks.total();
    Usage usageBefore = chunks.usage;
    try {
      ChunkParser.parse(bytes, offset, length, chunks);
    } catch (IOException e) {
      if (!type.equals("error")) {
        throw e;
      }
      chunks.error = new UpstreamError(null, null, null);
    }
    if (chunks.total() > textBefore) {
      chunks.countText();
    }
    complete = chunks.finishReason != null && chunks.usage != usageBefore;
  }

  private void end(AttemptFailure otherwise) {
    if (over) {
      return;
    }
    try {
      if (whole != null) {
        byte[] bytes = whole.toByteArray();
        event("message", bytes, 0, bytes.length);
        complete = chunks.total() > 0 || chunks.finishReason != null;
      } else {
        decoder.end();
      }
    } catch (IOException e) {
      fail(chunks.finishReason == null ? otherwise : null);
      return;
    }
    report();
    if (!over) {
      fail(chunks.finishReason == null ? otherwise : null);
    }
  }

  /** Tells what came with one read: text first, then how things stand. */
  private void report() {
    if (!begun && !finishing && chunks.total() > 0) {
      begun = true;
      progress.begun();
    } else if (heard && begun && !finishing) {
      progress.heard();
    }
    heard = false;
    if (chunks.error != null) {
      fail(AttemptFailure.last(chunks.error.inStream(redaction)));
    } else if (complete) {
      fail(null);
    } else {
      deliver(chunks.finishReason != null);
      if (chunks.finishReason != null && !finishing) {
        finishing = true;
        progress.finishing(chunks.completion());
      }
    }
  }

  /** Ends the answer, well if there is no {@code setback}; what had arrived comes first. */
  private void fail(AttemptFailure setback) {
    over = true;
    deliver(true);
    if (setback == null) {
      progress.completed(chunks.completion());
    } else {
      progress.failed(setback);
    }
  }

  private void deliver(boolean last) {
    Delta delta = chunks.take(last);
    if (delta != null) {
      progress.delta(delta);
    }
  }

  /** No line of an event stream begins as JSON does, so the first character tells. */
  private boolean isWhole(List<ByteBuffer> pieces) {
    if (whole == null && !streams) {
      int first = firstVisible(pieces);
      streams = first >= 0 && first != '{' && first != '[';
      whole = first < 0 || streams ? null : new ByteArrayOutputStream();
    }
    return whole != null;
  }

  private static int firstVisible(List<ByteBuffer> pieces) {
    for (ByteBuffer piece : pieces) {
      for (int i = piece.position(); i < piece.limit(); i++) {
        if (!isSpace(piece.get(i))) {
          return piece.get(i) & 0xFF;
        }
      }
    }
    return -1;
  }

  private void keep(List<ByteBuffer> pieces) throws IOException {
    for (ByteBuffer piece : pieces) {
      byte[] bytes = new byte[piece.remaining()];
      piece.get(bytes);
      whole.write(bytes);
    }
    if (whole.size() > EventStreamDecoder.MAX_EVENT_BYTES) {
      throw new MalformedStreamException("an answer is too large");
    }
  }

  private static boolean isDone(byte[] bytes, int offset, int length) {
    return bytes[offset] != '{'
        && new String(bytes, offset, Math.min(length, 16), StandardCharsets.ISO_8859_1)
            .strip()
            .equals("[DONE]");
  }

  private static boolean isBlank(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (!isSpace(bytes[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}
