package chat.suda.identity;

import java.util.function.Consumer;

/** Notifies all nodes of ended logins. Lost messages are compensated by periodic checks. */
public interface SignOutChannel {

  /** Notifies all nodes, including this one. Never blocks. */
  void publish(SignOut signOut);

  /** Sets the only listener, which must not block. */
  void listen(Consumer<SignOut> listener);
}
