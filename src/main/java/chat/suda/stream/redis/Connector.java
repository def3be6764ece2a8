package chat.suda.stream.redis;

import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Creates connections to Redis, for one topology. They reconnect by themselves. */
interface Connector {

  RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

  SocketOptions SOCKETS =
      SocketOptions.builder().connectTimeout(Redis.TIMEOUT).keepAlive(true).build();

  TimeoutOptions TIMEOUTS = TimeoutOptions.enabled(Redis.TIMEOUT);

  /** For one server or, with several URLs, a cluster. */
  static Connector of(List<String> urls, ClientResources resources) {
    List<RedisURI> servers = urls.stream().map(RedisURI::create).toList();
    servers.forEach(server -> server.setTimeout(Redis.TIMEOUT));
    return servers.size() > 1
        ? new ClusterConnector(servers, resources)
        : new ServerConnector(servers.get(0), resources);
  }

  /** Connects, both or none. Never blocks. */
  CompletableFuture<Link> connect();

  /**
   * @param listener notified of each connection made or lost
   * @param moved called when the servers of a cluster have changed
   */
  void listen(RedisConnectionStateListener listener, Runnable moved);

  /** Completes when all is closed, which may never happen if a server does not respond. */
  CompletableFuture<Void> close();
}
