package chat.suda.operation;

import chat.suda.cluster.Cluster;
import chat.suda.config.Settings;
import chat.suda.config.StartupFailure;
import chat.suda.conversation.FileReader;
import chat.suda.generation.OrphanedAnswers;
import chat.suda.generation.Takeovers;
import chat.suda.identity.BearerTokens;
import chat.suda.identity.SignOuts;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/**
 * Validates the configuration at the start, and runs {@link Shutdown} at the end.
 *
 * <p>A servlet listener, since Payara Micro calls no {@code PreDestroy} when its process is ended.
 */
@WebListener
public class ApplicationLifecycle implements ServletContextListener {

  @Inject Settings settings;
  @Inject OrphanedAnswers orphanedAnswers;
  @Inject Takeovers takeovers;
  @Inject Shutdown shutdown;
  @Inject Cluster cluster;
  @Inject BearerTokens bearerTokens;
  @Inject SignOuts signOuts;
  @Inject FileReader fileReader;

  /**
   * Fails the deployment if a setting is invalid, and ends what an earlier run of this server left
   * unfinished.
   *
   * @throws IllegalStateException names the key
   */
  @Override
  public void contextInitialized(ServletContextEvent event) {
    settings.check();
    bearerTokens.check();
    try {
      ApplicationClasses.load(event.getServletContext());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
    fileReader.begin(event.getServletContext());
    signOuts.begin();
    orphanedAnswers.interruptAll();
    takeovers.begin();
    StartupFailure.clear();
    shutdown.register(event.getServletContext().getContextPath());
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    shutdown.unregister();
    shutdown.drain();
    fileReader.close();
    cluster.close();
  }
}
