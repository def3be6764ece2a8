package chat.suda.stream.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Connects to one server: that of the URL, or the master that Sentinel names at each connection.
 */
final class ServerConnector implements Connector {

  private final RedisURI uri;
  private final RedisClient client;

  ServerConnector(RedisURI uri, ClientResources resources) {
    this.uri = uri;
    client = RedisClient.create(resources, uri);
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(SOCKETS)
            .timeoutOptions(TIMEOUTS)
            .build());
  }

  @Override
  public CompletableFuture<Link> connect() {
    return Link.of(
        client.connectAsync(CODEC, uri).toCompletableFuture(),
        StatefulRedisConnection::async,
        client.connectPubSubAsync(CODEC, uri).toCompletableFuture(),
        false);
  }

  @Override
  public void listen(RedisConnectionStateListener listener, Runnable moved) {
    client.addListener(listener);
  }

  @Override
  public CompletableFuture<Void> close() {
    return client.shutdownAsync(0, 1, TimeUnit.SECONDS);
  }
}
