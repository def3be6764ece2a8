package chat.suda.stream.redis;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The current connections: one for commands, one for publish/subscribe. Those to a cluster
 * represent one connection to each server.
 *
 * @param sharded whether it is a cluster, where messages are published on the shard of the
 *     channel's name
 */
record Link(
    StatefulConnection<String, byte[]> forCommands,
    RedisClusterAsyncCommands<String, byte[]> commands,
    StatefulRedisPubSubConnection<String, byte[]> forMessages,
    boolean sharded) {

  private static final int SCANNED_AT_ONCE = 1000;

  /** Both connections, or none. */
  static <C extends StatefulConnection<String, byte[]>> CompletableFuture<Link> of(
      CompletableFuture<C> forCommands,
      Function<C, RedisClusterAsyncCommands<String, byte[]>> commands,
      CompletableFuture<? extends StatefulRedisPubSubConnection<String, byte[]>> forMessages,
      boolean sharded) {
    return CompletableFuture.allOf(forCommands, forMessages)
        .thenApply(
            done ->
                new Link(
                    forCommands.join(),
                    commands.apply(forCommands.join()),
                    forMessages.join(),
                    sharded))
        .whenComplete(
            (link, failure) -> {
              if (failure != null) {
                forCommands.thenAccept(StatefulConnection::closeAsync);
                forMessages.thenAccept(StatefulConnection::closeAsync);
              }
            });
  }

  boolean isOpen() {
    return forCommands.isOpen();
  }

  CompletionStage<List<Object>> runKnown(LuaScript script, String[] keys, byte[][] values) {
    return commands.evalsha(script.digest(sharded), ScriptOutputType.MULTI, keys, values);
  }

  CompletionStage<List<Object>> run(LuaScript script, String[] keys, byte[][] values) {
    return commands.eval(script.text(sharded), ScriptOutputType.MULTI, keys, values);
  }

  /** Also for a cluster: its connection goes through one server after the other. */
  CompletionStage<Void> delete(String pattern) {
    ScanArgs some = ScanArgs.Builder.matches(pattern).limit(SCANNED_AT_ONCE);
    return commands.scan(some).thenCompose(found -> delete(found, some));
  }

  private CompletionStage<Void> delete(KeyScanCursor<String> found, ScanArgs some) {
    CompletionStage<?> deleted =
        found.getKeys().isEmpty()
            ? CompletableFuture.completedStage(null)
            : commands.unlink(found.getKeys().toArray(String[]::new));
    return deleted.thenCompose(
        done ->
            found.isFinished()
                ? CompletableFuture.completedStage(null)
                : commands.scan(found, some).thenCompose(more -> delete(more, some)));
  }

  void publish(String channel, byte[] message) {
    if (sharded) {
      commands.spublish(channel, message);
    } else {
      commands.publish(channel, message);
    }
  }

  void subscribe(String channel) {
    if (sharded) {
      forMessages.async().ssubscribe(channel);
    } else {
      forMessages.async().subscribe(channel);
    }
  }

  void unsubscribe(String channel) {
    if (sharded) {
      forMessages.async().sunsubscribe(channel);
    } else {
      forMessages.async().unsubscribe(channel);
    }
  }

  void close() {
    forCommands.closeAsync();
    forMessages.closeAsync();
  }
}
