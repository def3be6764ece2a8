package chat.suda.cluster;

import chat.suda.identity.SignOut;
import chat.suda.identity.SignOutChannel;
import java.util.function.Consumer;

/** Sign-outs of a single node. */
final class LocalSignOuts implements SignOutChannel {

  private volatile Consumer<SignOut> listener = signOut -> {};

  @Override
  public void publish(SignOut signOut) {
    listener.accept(signOut);
  }

  @Override
  public void listen(Consumer<SignOut> listener) {
    this.listener = listener;
  }
}
