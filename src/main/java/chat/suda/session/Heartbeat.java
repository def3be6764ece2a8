package chat.suda.session;

import chat.suda.config.Settings;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.inject.Inject;

/** The clock of the connections. It only signals: nothing is written on the timer's thread. */
@Singleton
public class Heartbeat {

  @Inject ChannelRegistry channelRegistry;
  @Inject Settings settings;

  private long seconds;

  @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
  void tick() {
    channelRegistry.giveUpStuck();
    channelRegistry.boundMemory();
    if (++seconds % settings.streams().heartbeat().toSeconds() == 0) {
      channelRegistry.beat();
    }
  }
}
