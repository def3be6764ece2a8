package chat.suda.operation;

import chat.suda.conversation.Idempotency;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.inject.Inject;

/** Throws away what has had its time. */
@Singleton
public class Housekeeping {

  @Inject Idempotency idempotency;

  @Schedule(hour = "*", minute = "17", persistent = false)
  void hourly() {
    idempotency.forgetOld();
  }
}
