package chat.suda.stream.redis;

/** Redis servers that outlive a master. */
public interface ReplicatedRedis extends RedisServers {

  /**
   * Kills a master as a crash does, and waits until its replica has taken over.
   *
   * @param unheard runs before, while the replica hears nothing: what the master confirms then is
   *     lost
   */
  void failOver(Runnable unheard) throws Exception;

  /** Whether that key is on the master that {@link #failOver} kills. */
  boolean loses(String key);
}
