package chat.suda.database;

import jakarta.inject.Inject;
import jakarta.interceptor.AroundTimeout;
import jakarta.interceptor.InvocationContext;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * For timer methods that use the database. They are not called before the schema is complete. A
 * failure is logged, at most once a minute, and not propagated, so that the timer expires again: an
 * enterprise bean container may remove a timer whose method throws and whose one retry throws too
 * (Payara does, after 5 s).
 */
public class TimerInterceptor {

  private static final System.Logger LOG = System.getLogger(TimerInterceptor.class.getName());
  private static final long LOG_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final AtomicLong LOGGED = new AtomicLong(System.nanoTime() - LOG_INTERVAL_NANOS);

  @Inject Migrations migrations;

  @AroundTimeout
  Object call(InvocationContext timeout) {
    if (!migrations.done()) {
      return null;
    }
    try {
      return timeout.proceed();
    } catch (Exception | Error e) {
      log(timeout, e);
      return null;
    }
  }

  private static void log(InvocationContext timeout, Throwable failure) {
    long last = LOGGED.get();
    long now = System.nanoTime();
    if (now - last < LOG_INTERVAL_NANOS || !LOGGED.compareAndSet(last, now)) {
      return;
    }
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    LOG.log(
        Level.WARNING,
        "The timer {0}.{1} failed and will be called again: {2}",
        timeout.getMethod().getDeclaringClass().getSimpleName(),
        timeout.getMethod().getName(),
        cause);
  }
}
