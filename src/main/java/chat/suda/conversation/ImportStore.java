package chat.suda.conversation;

import chat.suda.conversation.attachment.FileContent;
import chat.suda.conversation.imports.ImportedConversation;
import chat.suda.conversation.imports.ImportedMessage;
import chat.suda.database.Micros;
import chat.suda.database.SudaDatabase;
import chat.suda.provider.Parameters;
import chat.suda.stream.Ids;
import chat.suda.stream.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.FlushModeType;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Imports conversations in batches, none twice. New messages of a conversation that was imported
 * before are added.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.REQUIRES_NEW)
public class ImportStore {

  private static final int MAX_TITLE_CHARS = 200;

  @Inject @SudaDatabase EntityManager entities;

  @Inject SearchIndex index;
  @Inject SegmentBuilder segments;
  @Inject AttachmentStore attachments;

  /** A file to be stored with its message. */
  public record ReadFile(String name, Path path, FileContent content) {}

  /** The distinct conversations that are not stored yet, or not completely. */
  public Collection<ImportedConversation> missing(
      String owner, Collection<ImportedConversation> conversations) {
    Map<String, ImportedConversation> missing = byOrigin(owner, conversations);
    if (missing.isEmpty()) {
      return List.of();
    }
    Map<String, ImportedConversation> here = new HashMap<>();
    origins(missing.keySet())
        .forEach(origin -> here.put(origin.conversationId, missing.remove(origin.id)));
    List<String> own =
        missing.values().stream()
            .filter(one -> one.key().startsWith(ImportedConversation.SUDA))
            .map(one -> one.key().substring(ImportedConversation.SUDA.length()))
            .toList();
    if (!own.isEmpty()) {
      // An export of a conversation that still exists here.
      Set<String> kept =
          kept(owner, own).stream()
              .map(ImportedConversation.SUDA::concat)
              .collect(Collectors.toSet());
      missing.values().removeIf(one -> kept.contains(one.key()));
    }
    List<ImportedConversation> wanted = new ArrayList<>(missing.values());
    wanted.addAll(grown(owner, here));
    return wanted;
  }

  /** Those of these conversations that the owner still has. */
  private List<String> kept(String owner, Collection<String> ids) {
    return entities
        .createQuery(
            "select c.id from ConversationRow c where c.owner = :owner and c.id in :ids",
            String.class)
        .setParameter("owner", owner)
        .setParameter("ids", List.copyOf(ids))
        .getResultList();
  }

  private List<OriginRow> origins(Collection<String> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    return entities
        .createQuery("select o from OriginRow o where o.id in :ids order by o.id", OriginRow.class)
        .setParameter("ids", List.copyOf(ids))
        .getResultList();
  }

  /** Those that were imported before, still exist, and have new messages. */
  private List<ImportedConversation> grown(String owner, Map<String, ImportedConversation> here) {
    // Suda's own exports do not grow elsewhere.
    here.values().removeIf(one -> one.key().startsWith(ImportedConversation.SUDA));
    if (here.isEmpty()) {
      return List.of();
    }
    here.keySet().retainAll(kept(owner, here.keySet()));
    Map<String, Map<Place, Deque<String>>> stored = stored(here.keySet());
    return here.entrySet().stream()
        .filter(
            one -> {
              ImportedConversation from = one.getValue();
              return known(stored.get(one.getKey()), from).size() < from.messages().size();
            })
        .map(Map.Entry::getValue)
        .toList();
  }

  /** The message ids of these conversations, by conversation. */
  private Map<String, Map<Place, Deque<String>>> stored(Collection<String> conversationIds) {
    Map<String, Map<Place, Deque<String>>> stored = new HashMap<>();
    if (conversationIds.isEmpty()) {
      return stored;
    }
    conversationIds.forEach(id -> stored.put(id, new HashMap<>()));
    for (Object[] row :
        entities
            .createQuery(
                "select m.conversationId, m.id, m.parentId, m.role, m.content from MessageRow m"
                    + " where m.conversationId in :ids order by m.seq",
                Object[].class)
            .setParameter("ids", List.copyOf(conversationIds))
            .getResultList()) {
      stored
          .get((String) row[0])
          .computeIfAbsent(
              new Place((String) row[2], (Role) row[3], (String) row[4]),
              place -> new ArrayDeque<>())
          .add((String) row[1]);
    }
    return stored;
  }

  /**
   * Matches messages with stored ones: ids here, by keys there. Messages are the same if their text
   * and place are.
   *
   * @param stored the stored messages; each match is removed
   */
  private static Map<String, String> known(
      Map<Place, Deque<String>> stored, ImportedConversation from) {
    Map<String, String> known = new HashMap<>();
    for (ImportedMessage message : from.messages()) {
      String parent = known.get(message.parentKey());
      if (parent == null && message.parentKey() != null) {
        continue; // it follows a new message
      }
      Deque<String> same =
          stored.get(
              new Place(
                  parent, MessageRow.roleOf(message), TextNormalizer.storable(message.content())));
      if (same != null && !same.isEmpty()) {
        known.put(message.key(), same.remove());
      }
    }
    return known;
  }

  /** Whether a message is longer than what is stored of it. */
  public static boolean isCut(ImportedConversation conversation) {
    return conversation.messages().stream()
        .flatMap(message -> Stream.of(message.content(), message.reasoning()))
        .anyMatch(text -> text != null && text.length() > TextNormalizer.MAX);
  }

  private record Place(String parentId, Role role, String content) {}

  /**
   * Stores {@link #missing} conversations, all or none. Fails if another transaction stores one of
   * them at the same time; that one is then no longer missing.
   *
   * @param files by the ids that they have there; others are left out
   */
  public void add(
      String owner, Collection<ImportedConversation> conversations, Map<String, ReadFile> files)
      throws IOException {
    long now = micros(Instant.now(), 0);
    List<TextRow> texts = new ArrayList<>();
    SortedMap<String, ImportedConversation> added = byOrigin(owner, conversations);
    for (OriginRow origin : origins(added.keySet())) {
      origin.importedAt = now;
      extend(origin.conversationId, added.remove(origin.id), files, texts);
    }
    Map<ImportedConversation, ConversationRow> rows = new IdentityHashMap<>();
    added.values().forEach(from -> rows.put(from, row(owner, from)));
    rows.values().forEach(entities::persist);
    entities.flush();
    // At the beginning, so that a concurrent import of the same conversations waits here; in the
    // global lock order, which prevents deadlocks.
    added.forEach(
        (origin, from) ->
            entities
                .createNativeQuery(
                    "insert into import_origin (id, conversation_id, imported_at) values (?1, ?2, ?3)")
                .setParameter(1, origin)
                .setParameter(2, rows.get(from).id)
                .setParameter(3, now)
                // Otherwise all persisted entities are checked for changes.
                .setFlushMode(FlushModeType.COMMIT)
                .executeUpdate());
    for (Map.Entry<ImportedConversation, ConversationRow> one : rows.entrySet()) {
      ConversationRow conversation = one.getValue();
      if (conversation.title != null) {
        texts.add(TextRow.ofTitle(conversation));
      }
      addMessages(conversation, one.getKey(), new HashMap<>(), files, texts);
    }
    segments.add(owner, texts);
    index.touch(owner);
  }

  /** Adds the new messages; the active branch is kept if it has changed here. */
  private void extend(
      String conversationId,
      ImportedConversation from,
      Map<String, ReadFile> files,
      List<TextRow> texts)
      throws IOException {
    ConversationRow conversation =
        entities.find(ConversationRow.class, conversationId, LockModeType.PESSIMISTIC_WRITE);
    if (conversation == null) {
      return; // deleted concurrently
    }
    Map<String, String> ids = known(stored(List.of(conversationId)).get(conversationId), from);
    String active = conversation.activeMessageId;
    boolean continuedHere = active != null && !ids.containsValue(active);
    addMessages(conversation, from, ids, files, texts);
    if (continuedHere) {
      conversation.activeMessageId = active;
    }
    conversation.updatedAt = Math.max(conversation.updatedAt, micros(from.updatedAt(), 0));
  }

  private static ConversationRow row(String owner, ImportedConversation from) {
    ConversationRow row = ConversationRow.create(owner);
    String title = from.title() == null ? null : TextNormalizer.storable(from.title().strip());
    row.title =
        title == null || title.length() <= MAX_TITLE_CHARS
            ? title
            : TextNormalizer.firstWords(title);
    row.named = row.title != null;
    row.model = TextNormalizer.storable(from.model());
    row.systemPrompt = TextNormalizer.storable(from.systemPrompt());
    row.parameters(parameters(from.parameters()));
    if (from.tools() != null) {
      row.tools =
          "["
              + from.tools().stream()
                  .map(TextNormalizer::storable)
                  .map(Json::string)
                  .collect(Collectors.joining(","))
              + "]";
    }
    row.createdAt = micros(from.createdAt(), row.createdAt);
    row.updatedAt = micros(from.updatedAt(), row.createdAt);
    if (row.title == null) {
      row.title = firstWords(from);
    }
    return row;
  }

  /**
   * @param ids of the stored messages, by their keys; those of new messages are added
   */
  private void addMessages(
      ConversationRow conversation,
      ImportedConversation from,
      Map<String, String> ids,
      Map<String, ReadFile> files,
      List<TextRow> texts)
      throws IOException {
    SentAttachments sent = new SentAttachments(entities);
    Map<String, AttachmentRow> stored = new HashMap<>();
    for (ImportedMessage message : from.messages()) {
      if (ids.containsKey(message.key())) {
        continue;
      }
      MessageRow row = MessageRow.imported(conversation, ids.get(message.parentKey()), message);
      row.createdAt = micros(message.createdAt(), conversation.createdAt);
      List<AttachmentRow> rows = new ArrayList<>();
      for (ImportedMessage.File file : message.files()) {
        ReadFile read = files.get(file.id());
        if (read != null && !stored.containsKey(file.id())) {
          Attachment added =
              attachments.add(conversation.owner, read.name(), read.path(), read.content());
          stored.put(file.id(), entities.find(AttachmentRow.class, added.id()));
        }
        if (stored.containsKey(file.id())) {
          rows.add(stored.get(file.id()));
        }
      }
      row.attachments = SentAttachments.json(rows);
      entities.persist(row);
      if (!row.content.isEmpty()) {
        texts.add(TextRow.of(row));
      }
      sent.send(row, rows);
      ids.put(message.key(), row.id);
    }
    List<ImportedMessage> messages = from.messages();
    String last = messages.isEmpty() ? null : messages.get(messages.size() - 1).key();
    conversation.activeMessageId = ids.get(from.activeKey() == null ? last : from.activeKey());
  }

  private static String firstWords(ImportedConversation from) {
    return from.messages().stream()
        .filter(ImportedMessage::asked)
        .findFirst()
        .map(message -> TextNormalizer.storable(TextNormalizer.firstWords(message.content())))
        .orElse(null);
  }

  /** Invalid values are omitted: the model's defaults apply. */
  private static Parameters parameters(Map<String, Object> given) {
    Double tokens = number(given, "maxTokens", 1, Integer.MAX_VALUE);
    return new Parameters(
        number(given, "temperature", 0, 2),
        tokens == null ? null : tokens.intValue(),
        number(given, "topP", 0, 1),
        number(given, "frequencyPenalty", -2, 2),
        number(given, "presencePenalty", -2, 2),
        given.get("reasoningEffort") instanceof String effort && Parameters.EFFORTS.contains(effort)
            ? effort
            : null);
  }

  private static Double number(Map<String, Object> given, String name, double least, double most) {
    return given.get(name) instanceof Double value && value >= least && value <= most
        ? value
        : null;
  }

  private static long micros(Instant time, long otherwise) {
    if (time == null) {
      return otherwise;
    }
    // Clamped to the time between the epoch and now, since lists are sorted by it.
    Instant now = Instant.now();
    Instant known = time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time.isAfter(now) ? now : time;
    return Micros.of(known);
  }

  private static SortedMap<String, ImportedConversation> byOrigin(
      String owner, Collection<ImportedConversation> conversations) {
    SortedMap<String, ImportedConversation> sorted = new TreeMap<>();
    for (ImportedConversation one : conversations) {
      sorted.putIfAbsent(Ids.digest(owner + ' ' + one.key()), one);
    }
    return sorted;
  }
}
