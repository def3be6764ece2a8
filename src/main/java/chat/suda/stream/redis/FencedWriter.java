package chat.suda.stream.redis;

import chat.suda.stream.ChatEvent;
import chat.suda.stream.EventLog;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An answer's writer: Redis accepts its events until a newer writer has appended. */
final class FencedWriter implements EventLog.Writer {

  private final RedisLog log;
  private final String fenceKey;
  private final byte[] token;
  private final Runnable onLost;
  private volatile boolean lost;

  FencedWriter(RedisLog log, String fenceKey, long token, Runnable onLost) {
    this.log = log;
    this.fenceKey = fenceKey;
    this.token = RedisLogs.number(token);
    this.onLost = onLost;
  }

  String fenceKey() {
    return fenceKey;
  }

  byte[] token() {
    return token;
  }

  boolean lost() {
    return lost;
  }

  /** Redis has rejected an event of this writer. */
  void refused() {
    lost = true;
    onLost.run();
  }

  @Override
  public void append(ChatEvent event) {
    log.append(event, this, false);
  }

  @Override
  public void appendLast(ChatEvent event) {
    log.append(event, this, true);
  }

  @Override
  public CompletionStage<String> claim() {
    log.claim(this);
    return cursor();
  }

  @Override
  public CompletionStage<String> cursor() {
    CompletableFuture<String> cursor = new CompletableFuture<>();
    log.mark(this, cursor);
    return cursor;
  }
}
