package chat.suda.cluster;

import chat.suda.identity.SignOut;
import chat.suda.identity.SignOutChannel;
import chat.suda.stream.redis.Redis;
import java.util.function.Consumer;

/** Sign-outs published through Redis; the publishing node receives them too. */
final class RedisSignOuts implements SignOutChannel, Redis.Subscriber {

  private final Redis redis;
  private volatile Consumer<SignOut> listener = signOut -> {};

  RedisSignOuts(Redis redis) {
    this.redis = redis;
    redis.subscribe(RedisKeys.SIGN_OUTS, this);
  }

  /** This node is notified directly, whether or not Redis is available. */
  @Override
  public void publish(SignOut signOut) {
    listener.accept(signOut);
    redis.publish(RedisKeys.SIGN_OUTS, signOut.text());
  }

  @Override
  public void listen(Consumer<SignOut> listener) {
    this.listener = listener;
  }

  @Override
  public void published(String message) {
    listener.accept(SignOut.parse(message));
  }

  @Override
  public void subscribed() {
    // Missed sign-outs are found by queries of the database.
  }
}
