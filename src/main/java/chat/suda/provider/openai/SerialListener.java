package chat.suda.provider.openai;

import chat.suda.provider.Delta;
import chat.suda.provider.Provider;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Calls a listener: one call at a time, and one terminal call, the first that is made.
 *
 * <p>Nobody waits: an end that comes in the middle of a call is made by the thread that calls.
 */
final class SerialListener {

  private static final System.Logger LOG = System.getLogger(SerialListener.class.getName());

  // The state: one of these three, or the last call, due as soon as the call under way returns.
  private static final Runnable IDLE = () -> {};
  private static final Runnable CALLING = () -> {};
  private static final Runnable ENDED = () -> {};

  private final Provider.Listener listener;
  private final Runnable onFault;
  private final AtomicReference<Runnable> state = new AtomicReference<>(IDLE);
  private final CompletableFuture<Void> quiet = new CompletableFuture<>();

  /**
   * @param onFault called when the listener has thrown, after which it is not called any more
   */
  SerialListener(Provider.Listener listener, Runnable onFault) {
    this.listener = listener;
    this.onFault = onFault;
  }

  /** Hands on a delta, unless the end has come. For one thread at a time. */
  void delta(Delta delta) {
    if (!state.compareAndSet(IDLE, CALLING)) {
      return;
    }
    boolean faulty = !guarded(() -> listener.delta(delta)) && end(() -> {});
    if (!state.compareAndSet(CALLING, IDLE)) {
      finish(state.getAndSet(ENDED));
    }
    if (faulty) {
      onFault.run();
    }
  }

  /**
   * Makes the last call, unless there is one already.
   *
   * @return whether this is the last call
   */
  boolean end(Runnable last) {
    while (true) {
      Runnable now = state.get();
      if (now == IDLE && state.compareAndSet(IDLE, ENDED)) {
        finish(last);
        return true;
      }
      if (now == CALLING && state.compareAndSet(CALLING, last)) {
        return true;
      }
      if (now != IDLE && now != CALLING) {
        return false;
      }
    }
  }

  /** Completes after the last call has returned. */
  CompletableFuture<Void> quiet() {
    return quiet;
  }

  private void finish(Runnable last) {
    guarded(last);
    quiet.complete(null);
  }

  private static boolean guarded(Runnable call) {
    try {
      call.run();
      return true;
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "A listener failed; its answer is given up", e);
      return false;
    }
  }
}
