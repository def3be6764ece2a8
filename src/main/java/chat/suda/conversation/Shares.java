package chat.suda.conversation;

import chat.suda.database.SudaDatabase;
import chat.suda.stream.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The shares of conversations, and their tokens. */
@ApplicationScoped
@Transactional
public class Shares {

  @Inject @SudaDatabase EntityManager entities;

  @Inject SearchIndex index;

  /**
   * A share.
   *
   * @param created whether it is new
   */
  public record Shared(Share share, boolean created) {}

  /**
   * Shares it, or returns the existing share; empty if the owner has no such conversation.
   *
   * @param since the id of the current position in the owner's log
   */
  public Optional<Shared> share(String owner, String conversationId, String since) {
    ConversationRow conversation =
        Ids.isId(conversationId)
            ? entities.find(ConversationRow.class, conversationId, LockModeType.PESSIMISTIC_WRITE)
            : null;
    if (conversation == null || !conversation.owner.equals(owner)) {
      return Optional.empty();
    }
    ShareRow known = of(conversationId);
    if (known != null) {
      return Optional.of(new Shared(known.view(), false));
    }
    // Two ids: 256 random bits.
    ShareRow row = ShareRow.create(conversation, Ids.next() + Ids.next(), since);
    entities.persist(row);
    entities.flush();
    return Optional.of(new Shared(row.view(), true));
  }

  /** The share of a conversation. */
  public Optional<Share> ofConversation(String owner, String conversationId) {
    return Optional.ofNullable(Ids.isId(conversationId) ? of(conversationId) : null)
        .filter(row -> row.owner.equals(owner))
        .map(ShareRow::view);
  }

  /** Revokes it; empty if there is none. */
  public Optional<Share> revoke(String owner, String conversationId) {
    Optional<Share> share = ofConversation(owner, conversationId);
    share.ifPresent(known -> entities.remove(entities.find(ShareRow.class, known.token())));
    return share;
  }

  public Optional<Share> find(String token) {
    return Optional.ofNullable(token)
        .filter(Ids::isId)
        .map(known -> entities.find(ShareRow.class, known))
        .map(ShareRow::view);
  }

  /** Whether a message of the shared conversation's active branch has that attachment. */
  public boolean shows(Share share, String attachmentId) {
    List<String> messages =
        entities
            .createQuery(
                "select a.messageId from MessageAttachmentRow a"
                    + " where a.attachmentId = :attachment and a.conversationId = :conversation",
                String.class)
            .setParameter("attachment", attachmentId)
            .setParameter("conversation", share.conversationId())
            .getResultList();
    ConversationRow conversation = entities.find(ConversationRow.class, share.conversationId());
    return conversation != null
        && !messages.isEmpty()
        && MessageTree.of(entities, conversation.id).branch(conversation.activeMessageId).stream()
            .anyMatch(messages::contains);
  }

  /** How large the attachments of these messages of the shared conversation are together. */
  public long attachmentBytes(Share share, List<Message> messages) {
    Set<String> ids = messages.stream().map(Message::id).collect(Collectors.toSet());
    Map<String, Long> bytes = new HashMap<>();
    entities
        .createQuery(
            "select m.messageId, a.id, a.bytes from MessageAttachmentRow m, AttachmentRow a"
                + " where m.attachmentId = a.id and m.conversationId = :conversation",
            Object[].class)
        .setParameter("conversation", share.conversationId())
        .getResultStream()
        .filter(row -> ids.contains(row[0]))
        .forEach(row -> bytes.put((String) row[1], (Long) row[2]));
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Those of the tokens that were revoked. */
  public Set<String> goneAmong(Collection<String> tokens) {
    Set<String> gone = new HashSet<>(tokens);
    entities
        .createQuery("select s.token from ShareRow s where s.token in :tokens", String.class)
        .setParameter("tokens", tokens)
        .getResultStream()
        .forEach(gone::remove);
    return gone;
  }

  /** Revokes all of an owner's shares. */
  public void deleteAllOf(String owner) {
    entities
        .createQuery("delete from ShareRow s where s.owner = :owner")
        .setParameter("owner", owner)
        .executeUpdate();
  }

  /**
   * Copies the branch and its attachments to a new conversation of another owner.
   *
   * @param messages of the branch, from the root
   */
  public Conversation copy(String owner, Conversation of, List<Message> messages) {
    ConversationRow copy = ConversationRow.create(owner);
    copy.title = of.title();
    copy.named = of.title() != null;
    copy.model = of.model();
    entities.persist(copy);
    entities.flush();
    index.addTitle(copy);
    Map<String, AttachmentRow> copied = new HashMap<>();
    SentAttachments sent = new SentAttachments(entities);
    String parent = null;
    for (Message message : messages) {
      MessageRow row = MessageRow.copied(copy, parent, message);
      List<AttachmentRow> attachments = new ArrayList<>();
      for (AttachmentRow one : sent.of(message.id())) {
        attachments.add(
            copied.computeIfAbsent(one.id, id -> AttachmentStore.copy(entities, one, owner)));
      }
      row.attachments = SentAttachments.json(attachments);
      entities.persist(row);
      index.add(row);
      sent.send(row, attachments);
      parent = row.id;
    }
    copy.activeMessageId = parent;
    return copy.view();
  }

  private ShareRow of(String conversationId) {
    return entities
        .createQuery("select s from ShareRow s where s.conversationId = :id", ShareRow.class)
        .setParameter("id", conversationId)
        .getResultStream()
        .findFirst()
        .orElse(null);
  }
}
