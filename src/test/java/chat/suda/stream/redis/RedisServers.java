package chat.suda.stream.redis;

import java.util.List;

/** Real Redis servers in one of the arrangements that Suda can work with. */
public interface RedisServers extends AutoCloseable {

  /** For {@code suda.redis.url}. */
  String setting();

  /** Likewise, one by one. */
  default List<String> urls() {
    return List.of(setting().split(","));
  }

  @Override
  void close();
}
