package chat.suda.stream.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.event.ClusterTopologyChangedEvent;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Connects to all servers of a Redis Cluster; the URL names some of them. */
final class ClusterConnector implements Connector {

  /** In addition to refreshes after redirections and lost connections. */
  private static final Duration REFRESH_PERIOD = Duration.ofSeconds(5);

  private static final Duration MIN_REFRESH_INTERVAL = Duration.ofSeconds(1);

  private final ClientResources resources;
  private final RedisClusterClient client;

  ClusterConnector(List<RedisURI> servers, ClientResources resources) {
    this.resources = resources;
    client = RedisClusterClient.create(resources, servers);
    client.setOptions(
        ClusterClientOptions.builder()
            // A server is connected to at its first command, which must not be rejected meanwhile.
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.ACCEPT_COMMANDS)
            .nodeFilter(server -> !server.is(RedisClusterNode.NodeFlag.FAIL))
            .socketOptions(SOCKETS)
            .timeoutOptions(TIMEOUTS)
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                    .adaptiveRefreshTriggersTimeout(MIN_REFRESH_INTERVAL)
                    .refreshTriggersReconnectAttempts(1)
                    .enablePeriodicRefresh(REFRESH_PERIOD)
                    .build())
            .build());
  }

  @Override
  public CompletableFuture<Link> connect() {
    return client
        .refreshPartitionsAsync()
        .thenCompose(
            known ->
                Link.of(
                    client.connectAsync(CODEC),
                    StatefulRedisClusterConnection::async,
                    client.connectPubSubAsync(CODEC),
                    true))
        .toCompletableFuture();
  }

  @Override
  public void listen(RedisConnectionStateListener listener, Runnable moved) {
    client.addListener(listener);
    resources
        .eventBus()
        .get()
        .filter(ClusterTopologyChangedEvent.class::isInstance)
        .subscribe(event -> moved.run());
  }

  @Override
  public CompletableFuture<Void> close() {
    return client.shutdownAsync(0, 1, TimeUnit.SECONDS);
  }
}
