package chat.suda.operation;

import chat.suda.generation.AnswerRegistry;
import chat.suda.limits.Admission;
import chat.suda.session.ChannelRegistry;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/**
 * Ends the work of this node, in order: readiness and new requests, answers, streams. Started by
 * the first of SIGTERM (a shutdown hook of the JVM that runs in parallel to the server's own: Open
 * Liberty's waits 30 s for open streams to end before it undeploys), {@link ShutdownMXBean} and the
 * undeployment.
 */
@ApplicationScoped
public class Shutdown {

  private static final Logger LOG = System.getLogger(Shutdown.class.getName());
  private static final Duration ANSWERS = Duration.ofSeconds(5);
  private static final Duration STREAMS = Duration.ofSeconds(2);

  /**
   * Time during which requests are refused but the node stays up: load balancers notice that it is
   * not ready, and running requests complete.
   */
  private static final Duration REFUSING = Duration.ofSeconds(1);

  @Inject Admission admission;
  @Inject AnswerRegistry answers;
  @Inject ChannelRegistry channelRegistry;

  /** With threads of the application, for its names, transactions and class loader. */
  @Resource ManagedThreadFactory threads;

  private ObjectName name;
  private Thread hook;
  private boolean drained;

  /** Registers the shutdown hook and the MBean. */
  void register(String contextPath) {
    hook = new Thread(this::drainOnOwnThread, "suda-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      name = new ObjectName("chat.suda:type=Shutdown,context=" + ObjectName.quote(contextPath));
      ShutdownMXBean bean = this::drainOnOwnThread;
      ManagementFactory.getPlatformMBeanServer()
          .registerMBean(new StandardMBean(bean, ShutdownMXBean.class, true), name);
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  void unregister() {
    try {
      if (name != null) {
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
      }
      if (hook != null) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    } catch (IllegalStateException e) {
      LOG.log(Level.DEBUG, "The JVM ends", e);
    } catch (JMException e) {
      LOG.log(Level.WARNING, "The MBean stays", e);
    }
  }

  /** A signal's thread has no context class loader, which beans need. */
  private void drainOnOwnThread() {
    Thread thread = threads.newThread(this::drain);
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** As {@link ShutdownMXBean#drain}. */
  synchronized void drain() {
    admission.close();
    if (drained) {
      return;
    }
    drained = true;
    long ends = System.nanoTime() + REFUSING.toNanos();
    int running = answers.active();
    int open = channelRegistry.connections();
    answers.drain(ANSWERS);
    channelRegistry.drain(STREAMS);
    LOG.log(
        Level.INFO,
        "Shut down: {0} answers were running, {1} streams were open, {2} of them were cut",
        running,
        open,
        channelRegistry.connections());
    try {
      TimeUnit.NANOSECONDS.sleep(ends - System.nanoTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
