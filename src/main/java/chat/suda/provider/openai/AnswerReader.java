package chat.suda.provider.openai;

import chat.suda.provider.Completion;
import chat.suda.provider.Delta;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads the body of a successful answer: an event stream, or one whole chat completion from a
 * server that does not stream. All text of one read becomes one delta.
 */
final class AnswerReader implements BodyConsumer, EventStreamDecoder.Sink {

  /** An error without further details. */
  private static final UpstreamError UNNAMED = new UpstreamError(null, null, null, "");

  /** Receives the progress of an answer. */
  interface Progress {

    /** The first text has arrived. */
    void begun();

    /** Any bytes have arrived. */
    void heard();

    void delta(Delta delta);

    /** The finish reason has arrived; called again for every later event, since more may follow. */
    void finishing();

    void completed(Completion completion);

    void failed(AttemptFailure setback);
  }

  private final Progress progress;
  private final Redaction redaction;
  private final EventStreamDecoder decoder = new EventStreamDecoder(this);
  private final Chunks chunks;
  private final ReentrantLock reading = new ReentrantLock();
  private ByteArrayOutputStream whole;
  private boolean streams;
  private boolean begun;
  private boolean complete;
  private boolean over;
  private boolean newEvents;

  /**
   * @param continued the answer continues a text that has begun
   */
  AnswerReader(Progress progress, Redaction redaction, boolean continued) {
    this.progress = progress;
    this.redaction = redaction;
    this.chunks = new Chunks(continued);
  }

  @Override
  public void read(List<ByteBuffer> pieces) {
    alone(() -> take(pieces));
  }

  private void take(List<ByteBuffer> pieces) {
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

  /**
   * The answer was cancelled: delivers text held back because it might be the beginning of a tag.
   * Does not wait for a read in progress.
   */
  void cut() {
    if (!reading.tryLock()) {
      return;
    }
    try {
      if (!over) {
        over = true;
        deliver(true);
      }
    } finally {
      reading.unlock();
    }
  }

  /** The stream has been silent: ends the answer if the finish reason has arrived. */
  void endIfFinished() {
    alone(
        () -> {
          if (!over && chunks.finishReason != null) {
            fail(null);
          }
        });
  }

  @Override
  public void ended() {
    alone(() -> end(whole == null ? AttemptFailure.truncated() : AttemptFailure.malformed()));
  }

  @Override
  public void broken() {
    alone(() -> end(AttemptFailure.truncated()));
  }

  private void alone(Runnable work) {
    reading.lock();
    try {
      work.run();
    } finally {
      reading.unlock();
    }
  }

  @Override
  public void event(String type, byte[] bytes, int offset, int length) throws IOException {
    if (complete || chunks.error != null || isBlank(bytes, offset, length)) {
      return;
    }
    newEvents = true;
    if (isDone(bytes, offset, length)) {
      complete = true;
      return;
    }
    long textBefore = chunks.total();
    try {
      ChunkParser.parse(bytes, offset, length, chunks);
    } catch (IOException e) {
      if (!type.equals("error")) {
        throw e;
      }
      chunks.error = UNNAMED;
    }
    if (chunks.total() > textBefore) {
      chunks.countText();
    }
  }

  private void end(AttemptFailure otherwise) {
    if (over) {
      return;
    }
    try {
      if (whole != null) {
        byte[] bytes = whole.toByteArray();
        event("message", bytes, 0, bytes.length);
        complete = chunks.begun() || chunks.finishReason != null;
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

  /** Reports what one read brought: text first, then the state. */
  private void report() {
    boolean events = newEvents;
    newEvents = false;
    if (!begun && chunks.begun()) {
      begun = true;
      progress.begun();
    } else {
      progress.heard();
    }
    if (chunks.error != null) {
      fail(AttemptFailure.refused(chunks.error.inStream(redaction), chunks.error.text()));
    } else if (complete) {
      fail(null);
    } else {
      deliver(false);
      if (events && chunks.finishReason != null) {
        progress.finishing();
      }
    }
  }

  /** OpenRouter, if a provider fails during an answer; the error itself may be missing. */
  private boolean endedByError() {
    return "error".equalsIgnoreCase(chunks.finishReason);
  }

  /** Ends the answer, successfully if there is no {@code setback}; text is delivered first. */
  private void fail(AttemptFailure known) {
    over = true;
    deliver(true);
    AttemptFailure setback =
        known == null && endedByError()
            ? AttemptFailure.refused(UNNAMED.inStream(redaction), UNNAMED.text())
            : known;
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

  /** No line of an event stream begins as JSON does, so the first character decides. */
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
