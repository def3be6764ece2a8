package chat.suda.session;

import chat.suda.config.Settings;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;

/**
 * Timer for heartbeats, eviction and memory bounds. It only signals; writes run on the delivery
 * executor.
 */
@Singleton
@TransactionManagement(TransactionManagementType.BEAN)
public class Heartbeat {

  private static final System.Logger LOG = System.getLogger(Heartbeat.class.getName());

  @Inject ChannelRegistry channelRegistry;
  @Inject Settings settings;

  private long seconds;

  @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
  void tick() {
    try {
      channelRegistry.evictStuck();
      channelRegistry.boundMemory();
      if (++seconds % settings.streams().heartbeat().toSeconds() == 0) {
        channelRegistry.sendHeartbeats();
      }
    } catch (RuntimeException e) {
      // The container may remove a timer whose method throws twice.
      LOG.log(Level.ERROR, "Heartbeats failed and will be tried again", e);
    }
  }
}
