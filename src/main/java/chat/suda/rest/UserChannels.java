package chat.suda.rest;

import chat.suda.session.Channel;
import chat.suda.session.ChannelRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Function;

/** The channels of users, to write to. */
@ApplicationScoped
public class UserChannels {

  @Inject ChannelRegistry channelRegistry;

  /** The caller releases it. */
  Channel hold(String user) {
    return channelRegistry.hold(Channel.Key.ofUser(user));
  }

  /** Does something with the user's channel, which is not forgotten meanwhile. */
  <T> T with(String user, Function<Channel, T> action) {
    Channel channel = hold(user);
    try {
      return action.apply(channel);
    } finally {
      channel.release();
    }
  }
}
