package chat.suda.conversation;

import chat.suda.stream.Ids;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;

/** The attachments of messages. */
final class SentAttachments {

  private final EntityManager entities;

  SentAttachments(EntityManager entities) {
    this.entities = entities;
  }

  /**
   * The owner's attachments of these ids, in that order.
   *
   * @throws NoSuchElementException with the name of the field that contains an unknown id
   */
  List<AttachmentRow> find(String owner, List<String> ids) {
    Map<String, AttachmentRow> found = new LinkedHashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      String id = ids.get(i);
      AttachmentRow row = Ids.isId(id) ? entities.find(AttachmentRow.class, id) : null;
      if (row == null || !row.owner.equals(owner)) {
        throw new NoSuchElementException("attachments[" + i + "]");
      }
      found.put(id, row);
    }
    return List.copyOf(found.values());
  }

  /** Those of a message, in their order. */
  List<AttachmentRow> of(String messageId) {
    return entities
        .createQuery(
            "select a from MessageAttachmentRow m, AttachmentRow a where m.messageId = :id"
                + " and a.id = m.attachmentId order by m.place",
            AttachmentRow.class)
        .setParameter("id", messageId)
        .getResultList();
  }

  /** Attaches them to a persisted message. */
  void send(MessageRow message, List<AttachmentRow> attachments) {
    if (!attachments.isEmpty()) {
      // Before what refers to it.
      entities.flush();
    }
    List<MessageAttachmentRow> rows = new ArrayList<>();
    for (AttachmentRow attachment : attachments) {
      rows.add(new MessageAttachmentRow(message, rows.size(), attachment.id));
    }
    rows.forEach(entities::persist);
  }

  byte[] image(AttachmentRow row) {
    return content(row, AttachmentStore.Variant.IMAGE);
  }

  String text(AttachmentRow row) {
    return new String(content(row, AttachmentStore.Variant.TEXT), StandardCharsets.UTF_8);
  }

  private byte[] content(AttachmentRow row, AttachmentStore.Variant variant) {
    AttachmentStore store = new AttachmentStore();
    store.entities = entities;
    return store.content(row.id, variant);
  }

  /** The contract's objects, as a JSON array, or {@code null} where there are none. */
  static String json(List<AttachmentRow> attachments) {
    return attachments.isEmpty()
        ? null
        : attachments.stream()
            .map(row -> row.view().json())
            .collect(Collectors.joining(",", "[", "]"));
  }
}
