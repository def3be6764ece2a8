package chat.suda.conversation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;

/** Finds conversations by what is said in them. */
@ApplicationScoped
class Search {

  @PersistenceContext(unitName = "suda")
  EntityManager entities;

  List<ConversationRow> rows(String owner, String text, Keyset from, int most) {
    throw new UnsupportedOperationException();
  }

  void forget(ConversationRow row) {}

  void forgetTitle(ConversationRow row) {}
}
