package chat.suda.operation;

import chat.suda.database.SudaDatabase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;

/** The table of notices. */
@ApplicationScoped
@Transactional
public class NoticeStore {

  @Inject @SudaDatabase EntityManager entities;

  /** All notices, including expired and future ones, newest first. */
  List<Notice> all() {
    return entities
        .createQuery("select n from NoticeRow n order by n.createdAt desc, n.id", NoticeRow.class)
        .getResultStream()
        .map(NoticeRow::view)
        .toList();
  }

  void add(Notice notice) {
    entities.persist(NoticeRow.of(notice));
  }

  boolean delete(String id) {
    NoticeRow row = entities.find(NoticeRow.class, id);
    if (row != null) {
      entities.remove(row);
    }
    return row != null;
  }
}
