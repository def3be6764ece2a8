package chat.suda.operation;

import chat.suda.generation.AnswerRegistry;
import chat.suda.identity.LoginChecks;
import chat.suda.identity.SignOut;
import chat.suda.session.ChannelRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.Set;

/**
 * Closes the event streams of logins that have ended and of former administrators, and stops the
 * answers of people who have lost access: on notification, and by a periodic check in case one was
 * lost.
 */
@ApplicationScoped
public class SignedOutStreams {

  @Inject ChannelRegistry channelRegistry;
  @Inject AnswerRegistry answers;
  @Inject LoginChecks checks;

  void ended(@Observes SignOut signOut) {
    if (signOut.person() == null) {
      channelRegistry.signOut(listener -> signOut.login().equals(listener.login()));
    } else {
      end(signOut.person());
    }
  }

  private void end(String person) {
    channelRegistry.signOut(listener -> person.equals(listener.user()));
    answers.stopAllOf(person);
  }

  /**
   * Looks for sign-outs whose notification was lost. Queries the database only if there are streams
   * or answers.
   */
  void closeEnded() {
    Set<String> logins = channelRegistry.logins();
    if (!logins.isEmpty()) {
      Set<String> ended = checks.endedAmong(logins);
      channelRegistry.signOut(listener -> ended.contains(listener.login()));
    }
    Set<String> administrators = channelRegistry.administratorLogins();
    if (!administrators.isEmpty()) {
      Set<String> others = checks.notAdministratorsAmong(administrators);
      channelRegistry.signOut(
          listener -> listener.administers() && others.contains(listener.login()));
    }
    Set<String> people = new HashSet<>(channelRegistry.users());
    people.addAll(answers.owners());
    if (!people.isEmpty()) {
      checks.disabledAmong(people).forEach(this::end);
    }
  }
}
