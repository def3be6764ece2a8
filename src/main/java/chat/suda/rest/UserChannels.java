package chat.suda.rest;

import chat.suda.session.Channel;
import chat.suda.session.ChannelRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Function;

/** Write access to the channels of users. */
@ApplicationScoped
public class UserChannels {

  @Inject ChannelRegistry channelRegistry;

  /** The caller releases it. */
  Channel hold(String user) {
    return channelRegistry.hold(Channel.Key.ofUser(user));
  }

  /** Applies the action to the user's channel, which is not removed meanwhile. */
  <T> T with(String user, Function<Channel, T> action) {
    return channelRegistry.with(Channel.Key.ofUser(user), action);
  }
}
