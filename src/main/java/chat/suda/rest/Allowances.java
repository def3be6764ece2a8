package chat.suda.rest;

import chat.suda.config.Quotas;
import chat.suda.config.Settings;
import chat.suda.identity.Caller;
import chat.suda.identity.People;
import chat.suda.identity.Person;
import chat.suda.limits.Allowance;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;

/** The quotas of callers: set by an administrator, else by their roles. */
@ApplicationScoped
public class Allowances {

  @Inject Settings settings;
  @Inject People people;

  Allowance of(HttpServletRequest request) {
    if (!(request.getUserPrincipal() instanceof Caller caller)) {
      return Allowance.UNLIMITED;
    }
    Quotas quotas = settings.quotas();
    Long own = people.known(caller.id()).map(Person::tokensPerDay).orElse(null);
    return new Allowance(
        own == null ? quotas.tokensPerDay(caller.roles()) : own, quotas.questionsPerMinute());
  }
}
