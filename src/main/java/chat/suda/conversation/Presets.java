package chat.suda.conversation;

import chat.suda.database.SudaDatabase;
import chat.suda.stream.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Presets: a person's own, and those that administrators share with all. */
@ApplicationScoped
@Transactional
public class Presets {

  @Inject @SudaDatabase EntityManager entities;

  /** The owner's and the shared ones, by name. */
  public List<Preset> list(String owner) {
    return entities
        .createQuery(
            "select p from PresetRow p where p.owner = :owner or p.shared = true"
                + " order by p.name, p.id",
            PresetRow.class)
        .setParameter("owner", owner)
        .getResultStream()
        .map(PresetRow::view)
        .toList();
  }

  public Preset create(String owner, Preset preset) {
    PresetRow row = PresetRow.create(owner, preset);
    entities.persist(row);
    return row.view();
  }

  /** A preset that the owner sees, own or shared. */
  public Optional<Preset> find(String owner, String id) {
    return row(owner, id, true).map(PresetRow::view);
  }

  /**
   * Changes a preset.
   *
   * @param administers whether shared ones may be changed
   */
  public Optional<Preset> change(
      String owner, boolean administers, String id, UnaryOperator<Preset> change) {
    Optional<PresetRow> row = row(owner, id, administers);
    row.ifPresent(found -> found.set(change.apply(found.view())));
    return row.map(PresetRow::view);
  }

  /** Likewise deletes a preset. */
  public boolean delete(String owner, boolean administers, String id) {
    Optional<PresetRow> row = row(owner, id, administers);
    row.ifPresent(entities::remove);
    return row.isPresent();
  }

  /** Deletes all of an owner's presets except shared ones. */
  public void deleteAllOf(String owner) {
    entities
        .createQuery("delete from PresetRow p where p.owner = :owner and p.shared = false")
        .setParameter("owner", owner)
        .executeUpdate();
  }

  private Optional<PresetRow> row(String owner, String id, boolean everybodys) {
    return Optional.ofNullable(id)
        .filter(Ids::isId)
        .map(known -> entities.find(PresetRow.class, known))
        .filter(row -> row.owner.equals(owner) || everybodys && row.shared);
  }
}
