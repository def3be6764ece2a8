package chat.suda.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

/** Ends logins and notifies all nodes. Each node fires the {@link SignOut} as a CDI event. */
@ApplicationScoped
public class SignOuts {

  @Inject SignOutChannel channel;
  @Inject People people;
  @Inject Logins logins;
  @Inject LoginStore store;
  @Inject Event<SignOut> event;

  /** Starts to listen to all nodes, including this one. */
  public void begin() {
    channel.listen(this::heard);
  }

  void end(SignOut signOut) {
    if (signOut.person() == null) {
      store.delete(signOut.login());
    } else {
      store.deleteOfPerson(signOut.person());
    }
    channel.publish(signOut);
  }

  private void heard(SignOut signOut) {
    if (signOut.person() == null) {
      logins.forget(signOut.login());
    } else {
      logins.forgetAll();
      people.forget();
    }
    event.fire(signOut);
  }
}
