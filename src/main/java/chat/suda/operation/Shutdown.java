package chat.suda.operation;

import chat.suda.generation.Answers;
import chat.suda.session.Sessions;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;

/** Says goodbye in order: readiness off, answers end, then streams are told to come back. */
@Singleton
@Startup
public class Shutdown {

  private static final Duration GRACE = Duration.ofSeconds(5);

  @Inject Ready ready;
  @Inject Answers answers;
  @Inject Sessions sessions;

  @PreDestroy
  void drain() {
    ready.drain();
    answers.drain(GRACE);
    sessions.drain();
  }
}
