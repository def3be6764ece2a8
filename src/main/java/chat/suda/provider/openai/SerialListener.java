package chat.suda.provider.openai;

import chat.suda.provider.Delta;
import chat.suda.provider.Provider;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Serializes calls of a listener; of terminal calls only the first is made.
 *
 * <p>No thread blocks: a terminal call during another call is made by the thread of that call.
 */
final class SerialListener {

  private static final System.Logger LOG = System.getLogger(SerialListener.class.getName());

  // The state: one of these three, or the terminal call, made when the running call returns.
  private static final Runnable IDLE = () -> {};
  private static final Runnable CALLING = () -> {};
  private static final Runnable ENDED = () -> {};

  private final Provider.Listener listener;
  private final Runnable onFault;
  private final AtomicReference<Runnable> state = new AtomicReference<>(IDLE);
  private final CompletableFuture<Void> quiet = new CompletableFuture<>();

  /**
   * @param onFault called when the listener has thrown; it is not called afterwards
   */
  SerialListener(Provider.Listener listener, Runnable onFault) {
    this.listener = listener;
    this.onFault = onFault;
  }

  /** Passes on a delta, unless the end has been called. For one thread at a time. */
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
   * Makes the terminal call, unless there is one already.
   *
   * @return whether this is the terminal call
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

  /** Completes after the terminal call has returned. */
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
