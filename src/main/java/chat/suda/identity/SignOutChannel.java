package chat.suda.identity;

import java.util.function.Consumer;

/** By which nodes tell each other that logins have ended. What is lost is found a little later. */
public interface SignOutChannel {

  /** Tells all nodes, this one included. Never blocks. */
  void publish(SignOut signOut);

  /** One listener, which must not block. */
  void listen(Consumer<SignOut> listener);
}
