package chat.suda.cluster;

import chat.suda.identity.SignOut;
import chat.suda.identity.SignOutChannel;
import java.util.function.Consumer;

/** Of a node that is alone. */
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
