package chat.suda.conversation;

import chat.suda.config.Settings;
import chat.suda.database.Micros;
import chat.suda.database.SudaDatabase;
import chat.suda.provider.Prompt;
import chat.suda.stream.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** One attempt to begin an answer. */
@ApplicationScoped
@Transactional(Transactional.TxType.REQUIRES_NEW)
class TurnTransaction {

  @Inject @SudaDatabase EntityManager entities;

  @Inject Settings settings;
  @Inject IdempotencyKeys idempotency;
  @Inject SearchIndex index;

  StartedTurn attempt(String owner, String conversationId, Turn turn, Consumer<StartedTurn> last) {
    ConversationRow conversation = locked(owner, conversationId);
    Optional<IdempotencyRow> first = idempotency.find(owner, turn.options());
    if (first.isPresent()) {
      return repeat(first.get());
    }
    if (conversation.runningMessageId != null) {
      throw new AlreadyRunningException();
    }
    StartedTurn begun = begin(conversation, turn);
    last.accept(begun);
    return begun;
  }

  Optional<StartedTurn> earlier(String owner, Turn.Options options) {
    return idempotency.find(owner, options).map(this::repeat);
  }

  private ConversationRow locked(String owner, String conversationId) {
    ConversationRow conversation =
        Ids.isId(conversationId)
            ? entities.find(ConversationRow.class, conversationId, LockModeType.PESSIMISTIC_WRITE)
            : null;
    if (conversation == null || !conversation.owner.equals(owner)) {
      throw new NoSuchElementException();
    }
    return conversation;
  }

  private StartedTurn repeat(IdempotencyRow first) {
    MessageRow user =
        first.userMessageId == null ? null : entities.find(MessageRow.class, first.userMessageId);
    return new StartedTurn(
        true,
        entities.find(ConversationRow.class, first.conversationId).view(),
        user == null ? null : user.view(),
        entities.find(MessageRow.class, first.assistantMessageId).view(),
        List.of(),
        false);
  }

  private StartedTurn begin(ConversationRow conversation, Turn turn) {
    SentAttachments sent = new SentAttachments(entities);
    MessageRow user = said(conversation, turn, sent);
    MessageRow asked = user == null ? asked(conversation, (Turn.Regenerate) turn) : user;
    MessageRow answer = MessageRow.begun(conversation, asked.id, model(conversation, turn));
    answer.logCursor = turn.options().cursor().get();
    entities.persist(answer);
    idempotency.remember(conversation, turn.options(), user, answer);
    conversation.activeMessageId = answer.id;
    conversation.runningMessageId = answer.id;
    conversation.updatedAt = Micros.now();
    if (conversation.title == null) {
      conversation.title = TextNormalizer.storable(TextNormalizer.firstWords(words(asked)));
      index.retitle(conversation);
    }
    entities.flush();
    return new StartedTurn(
        false,
        conversation.view(),
        user == null ? null : user.view(),
        answer.view(),
        history(conversation, asked, answer.model, sent),
        !conversation.named);
  }

  private List<Prompt.Turn> history(
      ConversationRow conversation, MessageRow asked, String model, SentAttachments sent) {
    List<String> branch = MessageTree.of(entities, conversation.id).branch(asked.id);
    return new History(entities, settings.historyChars(), sent, settings.attachments().chars())
        .of(conversation, branch, model);
  }

  private String model(ConversationRow conversation, Turn turn) {
    String named = Objects.requireNonNullElse(turn.options().model(), "");
    String chosen = named.isEmpty() ? conversation.model : named;
    String model = chosen == null ? settings.defaultModel() : settings.qualifiedModel(chosen);
    if (!turn.options().mayUse().test(model)) {
      throw new ModelRefusedException(model);
    }
    return model;
  }

  /** The user's message, or {@code null} if there is none. */
  private MessageRow said(ConversationRow conversation, Turn turn, SentAttachments sent) {
    MessageRow row;
    List<AttachmentRow> attachments;
    if (turn instanceof Turn.Send say) {
      attachments = sent.find(conversation.owner, say.attachments());
      row = MessageRow.said(conversation, parent(conversation, say), say.content());
    } else if (turn instanceof Turn.Edit edit) {
      MessageRow edited = message(conversation, edit.messageId(), Role.USER, null);
      attachments =
          edit.attachments() == null
              ? sent.of(edited.id)
              : sent.find(conversation.owner, edit.attachments());
      row = MessageRow.said(conversation, edited.parentId, edit.content());
    } else {
      return null;
    }
    row.attachments = SentAttachments.json(attachments);
    entities.persist(row);
    index.add(row);
    sent.send(row, attachments);
    return row;
  }

  private String parent(ConversationRow conversation, Turn.Send say) {
    if (say.atRoot()) {
      return null;
    }
    return say.parentId() == null
        ? conversation.activeMessageId
        : message(conversation, say.parentId(), Role.ASSISTANT, "parentId").id;
  }

  /** The text for the initial title: the message's, or the name of its attachment. */
  private String words(MessageRow asked) {
    return asked.content.isBlank()
        ? new SentAttachments(entities)
            .of(asked.id).stream().map(row -> row.name).findFirst().orElse("")
        : asked.content;
  }

  private MessageRow asked(ConversationRow conversation, Turn.Regenerate again) {
    MessageRow answer = message(conversation, again.messageId(), Role.ASSISTANT, null);
    if (answer.parentId == null) {
      // Imported without its question.
      throw new NoSuchElementException();
    }
    return entities.find(MessageRow.class, answer.parentId);
  }

  private MessageRow message(ConversationRow conversation, String id, Role role, String field) {
    MessageRow row = Ids.isId(id) ? entities.find(MessageRow.class, id) : null;
    if (row == null || row.role != role || !row.conversationId.equals(conversation.id)) {
      throw new NoSuchElementException(field);
    }
    return row;
  }
}
