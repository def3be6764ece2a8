package chat.suda.operation;

import chat.suda.cluster.Cluster;
import chat.suda.config.Settings;
import chat.suda.generation.AnswerRegistry;
import chat.suda.generation.OrphanedAnswers;
import chat.suda.generation.Takeovers;
import chat.suda.session.ChannelRegistry;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.eclipse.microprofile.health.Readiness;

/**
 * Begins with a look at the configuration, and says goodbye in order: readiness off, answers end,
 * then streams are told to come back.
 *
 * <p>A servlet listener, since Payara Micro calls no {@code PreDestroy} when its process is ended.
 */
@WebListener
public class ApplicationLifecycle implements ServletContextListener {

  private static final Logger LOG = System.getLogger(ApplicationLifecycle.class.getName());
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration PARTING = Duration.ofSeconds(2);

  @Inject @Readiness ReadinessCheck ready;
  @Inject Settings settings;
  @Inject OrphanedAnswers orphanedAnswers;
  @Inject Takeovers takeovers;
  @Inject AnswerRegistry answers;
  @Inject ChannelRegistry channelRegistry;
  @Inject Cluster cluster;

  /**
   * Stops the deployment where a setting makes no sense, and ends what an earlier life of this
   * server left unfinished.
   *
   * @throws IllegalStateException that names the key
   */
  @Override
  public void contextInitialized(ServletContextEvent event) {
    try {
      settings.check();
      ApplicationClasses.load(event.getServletContext());
    } catch (IllegalStateException e) {
      LOG.log(Level.ERROR, e.getMessage());
      throw e;
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
    orphanedAnswers.interruptAll();
    takeovers.begin();
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    ready.drain();
    LOG.log(
        Level.INFO,
        "Shutting down: {0} answers are running, {1} streams are open",
        answers.active(),
        channelRegistry.connections());
    answers.drain(GRACE);
    channelRegistry.drain(PARTING);
    cluster.close();
    LOG.log(Level.INFO, "Shut down: {0} streams had to be cut", channelRegistry.connections());
  }
}
