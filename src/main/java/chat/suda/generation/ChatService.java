package chat.suda.generation;

import chat.suda.conversation.AlreadyRunningException;
import chat.suda.conversation.CalledTool;
import chat.suda.conversation.Conversation;
import chat.suda.conversation.ConversationPatch;
import chat.suda.conversation.ConversationSettings;
import chat.suda.conversation.Conversations;
import chat.suda.conversation.Message;
import chat.suda.conversation.Role;
import chat.suda.conversation.StartedTurn;
import chat.suda.conversation.Status;
import chat.suda.conversation.Turn;
import chat.suda.conversation.TurnStore;
import chat.suda.generation.RefusedException.Reason;
import chat.suda.limits.Allowance;
import chat.suda.limits.QuotaExceededException;
import chat.suda.limits.StripedLocks;
import chat.suda.limits.TokenQuota;
import chat.suda.provider.Parameters;
import chat.suda.provider.Prompt;
import chat.suda.stream.ChatEvent;
import chat.suda.stream.EventLog;
import chat.suda.stream.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The operations on conversations: each change is stored, then appended to the owner's log, which
 * the caller passes.
 */
@ApplicationScoped
public class ChatService {

  /**
   * The result of a stop.
   *
   * @param state how the answer has ended
   * @param length of what there is, in UTF-16 code units
   * @param kept whether that is stored
   */
  public record Stopped(String state, int length, boolean kept) {}

  /**
   * For each idempotency key: concurrent requests with one key would each reserve an answer, and
   * conflict in the database.
   */
  private final StripedLocks keyLocks = new StripedLocks();

  /**
   * Likewise for each conversation, whose requests would wait for its row; taken after that of the
   * key.
   */
  private final StripedLocks conversationLocks = new StripedLocks();

  @Inject Conversations conversations;
  @Inject TurnStore turns;
  @Inject AnswerRegistry answers;
  @Inject Leases leases;
  @Inject TitleGenerator titleGenerator;
  @Inject ConversationEvents events;
  @Inject ProviderFactory upstream;
  @Inject TokenQuota quota;

  public Conversation create(String owner, ConversationSettings settings, EventLog log) {
    Conversation created = conversations.create(owner, settings);
    log.append(new ChatEvent.Conversation(created.json()));
    return created;
  }

  /**
   * Changes the given fields.
   *
   * @throws NoSuchElementException {@code activeMessageId}, if it is none of its messages
   */
  public Optional<Conversation> change(
      String owner, String id, ConversationPatch change, EventLog log) {
    Optional<Conversation> changed = conversations.change(owner, id, change);
    changed.ifPresent(now -> events.changed(log, owner, now));
    return changed;
  }

  /**
   * Stops its running answer and deletes it.
   *
   * @return whether it existed, once it is deleted
   */
  public CompletionStage<Boolean> delete(String owner, String id, EventLog log) {
    return deleteOnceEnded(owner, id, null, log);
  }

  /**
   * @param stopped the answer that was running and is not any more, or {@code null}
   */
  private CompletionStage<Boolean> deleteOnceEnded(
      String owner, String id, String stopped, EventLog log) {
    Conversations.Deletion deletion = conversations.deleteUnlessRunning(owner, id, stopped);
    if (deletion.running() == null) {
      if (deletion.done()) {
        log.append(new ChatEvent.Deleted(id));
      }
      return CompletableFuture.completedStage(deletion.done());
    }
    return stop(owner, deletion.running())
        .<CompletionStage<?>>map(stage -> stage)
        .orElseGet(() -> CompletableFuture.completedStage(null))
        .thenComposeAsync(
            end -> deleteOnceEnded(owner, id, deletion.running(), log), upstream.executor());
  }

  /**
   * Stores the user's turn and starts the answer; a repeated request starts nothing.
   *
   * @param onEnd called once, when the answer has ended or none was started
   * @throws RefusedException where no answer may be started now; nothing is stored then
   * @throws QuotaExceededException likewise
   * @throws NoSuchElementException as {@link TurnStore#begin} does
   * @throws chat.suda.conversation.KeyReusedException likewise
   */
  public StartedTurn begin(RequestedTurn requested, EventLog log, Runnable onEnd)
      throws RefusedException, QuotaExceededException {
    synchronized (keyLock(requested)) {
      synchronized (conversationLocks.of(requested.conversationId())) {
        return beginAlone(requested, log, onEnd);
      }
    }
  }

  private StartedTurn beginAlone(RequestedTurn requested, EventLog log, Runnable onEnd)
      throws RefusedException, QuotaExceededException {
    String owner = requested.owner();
    Turn turn = requested.turn();
    Allowance allowance = requested.allowance();
    AnswerRegistry.Reservation reservation;
    try {
      reservation = answers.reserve(owner);
    } catch (RefusedException e) {
      try {
        return turns.earlier(owner, turn.options()).orElseThrow(() -> refusal(requested, e));
      } finally {
        onEnd.run();
      }
    }
    Answer answer = null;
    String usage = null;
    Lease lease = new Lease();
    try {
      if (allowance.isLimited()) {
        Optional<StartedTurn> earlier = turns.earlier(owner, turn.options());
        if (earlier.isPresent()) {
          return earlier.get();
        }
        String id = Ids.next();
        quota.reserve(id, owner, allowance);
        usage = id;
      }
      StartedTurn begun =
          turns.begin(
              owner,
              requested.conversationId(),
              turn.at(() -> cursor(log)),
              stored -> lease.take(request(requested, stored)));
      if (!begun.repeated()) {
        AnswerRequest request = lease.request;
        if (usage != null) {
          long tokens = AnswerUsage.expected(request.prompt());
          quota.begun(usage, request.messageId(), request.prompt().model(), tokens, allowance);
          usage = request.messageId();
        }
        answer = start(lease, begun, reservation, log);
      }
      return begun;
    } catch (AlreadyRunningException e) {
      throw new RefusedException(Reason.ALREADY_RUNNING);
    } catch (UndoneException e) {
      throw e.refused;
    } finally {
      if (answer == null) {
        lease.giveBack();
        reservation.giveBack();
        if (usage != null) {
          quota.cancel(usage, allowance);
        }
        onEnd.run();
      } else {
        answer.ended().whenComplete((ending, failure) -> onEnd.run());
      }
    }
  }

  /** Over a limit, what is wrong with the request itself is told first. */
  private RefusedException refusal(RequestedTurn requested, RefusedException limit) {
    Conversation conversation =
        conversations
            .find(requested.owner(), requested.conversationId())
            .orElseThrow(NoSuchElementException::new);
    return conversation.running() ? new RefusedException(Reason.ALREADY_RUNNING) : limit;
  }

  private Object keyLock(RequestedTurn requested) {
    String key = requested.turn().options().idempotencyKey();
    return key == null ? new Object() : keyLocks.of(List.of(requested.owner(), key));
  }

  private Answer start(
      Lease lease, StartedTurn begun, AnswerRegistry.Reservation reservation, EventLog log) {
    Conversation conversation = begun.conversation();
    AnswerRequest request = lease.request;
    if (begun.userMessage() != null) {
      log.append(new ChatEvent.Message(conversation.id(), begun.userMessage().json()));
    }
    log.append(new ChatEvent.Message(conversation.id(), begun.assistantMessage().json()));
    events.changed(log, request.owner(), conversation);
    Answer answer = answers.start(lease.announcement, reservation, request, lease.token, log);
    if (begun.wantsTitle()) {
      answer
          .ended()
          .thenAccept(
              ending ->
                  titleGenerator.afterAnswer(
                      request.owner(), conversation, request.prompt(), ending, log));
    }
    return answer;
  }

  private static AnswerRequest request(RequestedTurn requested, StartedTurn begun) {
    Message assistant = begun.assistantMessage();
    Parameters ofTurn = requested.turn().options().parameters();
    Prompt prompt =
        new Prompt(
            assistant.model(), begun.history(), merged(begun.conversation().parameters(), ofTurn));
    AnswerRequest.Asker asker = requested.asker();
    return new AnswerRequest(
        requested.owner(),
        begun.conversation().id(),
        assistant.id(),
        prompt,
        "",
        true,
        asker == null ? null : asker.with(begun.conversation().tools()));
  }

  /**
   * The lease of a new answer. It is taken last in the transaction that stores the answer, so that
   * nothing is stored without it, and a repeated request with the same key is executed.
   */
  private final class Lease {

    private AnswerRequest request;
    private AnswerRegistry.Announcement announcement;
    private long token;

    void take(AnswerRequest next) {
      giveBack();
      try {
        token = leases.take(next);
        request = next;
        announcement = answers.announce(next);
      } catch (RefusedException e) {
        throw new UndoneException(e);
      }
    }

    void giveBack() {
      if (request != null) {
        announcement.withdraw();
        leases.end(request, token, new AnswerResult(AnswerResult.INTERRUPTED, 0, null));
        request = null;
      }
    }
  }

  /**
   * Stops an answer, running or not.
   *
   * @param owner who stops it; a seed answer without an owner may be stopped by anyone who knows
   *     its id
   * @return the result, once the end is stored; fails with an {@link UnavailableException} if its
   *     node cannot be reached now; empty if there is no such answer
   */
  public Optional<CompletionStage<Stopped>> stop(String owner, String messageId) {
    Optional<AnswerRegistry.Known> known = answers.find(messageId);
    if (known.isPresent()) {
      return known
          .filter(answer -> isOf(owner, answer.owner()))
          .map(
              answer ->
                  answer
                      .stop()
                      .get()
                      .thenCompose(
                          end ->
                              end.isElsewhere()
                                  ? leases.stop(
                                      new Leases.Remote(messageId, answer.owner(), answer.kept()))
                                  : CompletableFuture.completedStage(end))
                      .thenApply(end -> stopped(end, answer.kept())));
    }
    Optional<Leases.Remote> remote =
        Ids.isId(messageId) ? leases.find(messageId) : Optional.empty();
    if (remote.isPresent()) {
      return remote
          .filter(answer -> isOf(owner, answer.owner()))
          .map(answer -> leases.stop(answer).thenApply(end -> stopped(end, answer.kept())));
    }
    return conversations
        .message(owner, messageId)
        .filter(message -> message.role() == Role.ASSISTANT)
        .map(ChatService::ended);
  }

  private static CompletionStage<Stopped> ended(Message message) {
    return message.status() == Status.STREAMING
        ? CompletableFuture.failedStage(
            new UnavailableException("The node of a running answer is not known now"))
        : CompletableFuture.completedStage(
            new Stopped(message.status().wireName(), message.content().length(), true));
  }

  /**
   * Decides on a tool call that waits for approval.
   *
   * @return whether the decision counts: the call waits, and there was no earlier decision on any
   *     node; empty if there is no such call
   * @throws RefusedException if its node cannot be reached now
   */
  public Optional<Boolean> decide(String owner, String messageId, String callId, boolean allow)
      throws RefusedException {
    Optional<ToolLoop> here =
        answers
            .running(messageId)
            .filter(answer -> owner.equals(answer.request().owner()))
            .flatMap(Answer::tools)
            .filter(loop -> loop.knows(callId));
    Optional<Boolean> waits =
        here.map(loop -> loop.waits(callId)).or(() -> isStoredAsWaiting(owner, messageId, callId));
    if (!waits.orElse(false)) {
      return waits;
    }
    Optional<Boolean> first = leases.decide(messageId, callId, allow);
    if (here.isEmpty()) {
      if (first.isEmpty() && !leases.available()) {
        throw new RefusedException(Reason.AWAY);
      }
      return Optional.of(first.orElse(false));
    }
    // On a single node the local decision is the only one.
    boolean taken = first.orElse(true) && here.get().decide(callId, allow);
    return Optional.of(first.orElse(taken));
  }

  private Optional<Boolean> isStoredAsWaiting(String owner, String messageId, String callId) {
    return conversations
        .message(owner, messageId)
        .flatMap(
            message ->
                message.tools().stream().filter(call -> call.callId().equals(callId)).findFirst())
        .map(call -> call.state() == CalledTool.State.WAITING);
  }

  private static boolean isOf(String caller, String owner) {
    return owner == null || owner.equals(caller);
  }

  private static Stopped stopped(AnswerResult end, boolean kept) {
    return new Stopped(end.state(), end.length(), kept && !end.isUnkept());
  }

  /**
   * A position that includes everything that has ended, and nothing that will begin.
   *
   * @throws UndoneException if the log does not respond
   */
  private static String cursor(EventLog log) {
    try {
      return ConversationSnapshots.cursor(log);
    } catch (UnavailableException e) {
      throw new UndoneException(new RefusedException(Reason.AWAY));
    }
  }

  /** Rolls back the transaction in which an answer was to begin. */
  private static final class UndoneException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private final transient RefusedException refused;

    UndoneException(RefusedException refused) {
      super(refused);
      this.refused = refused;
    }
  }

  private static Parameters merged(Parameters general, Parameters special) {
    if (special == null) {
      return general;
    }
    return new Parameters(
        either(special.temperature(), general.temperature()),
        either(special.maxTokens(), general.maxTokens()),
        either(special.topP(), general.topP()),
        either(special.frequencyPenalty(), general.frequencyPenalty()),
        either(special.presencePenalty(), general.presencePenalty()),
        either(special.reasoningEffort(), general.reasoningEffort()));
  }

  private static <T> T either(T first, T second) {
    return first == null ? second : first;
  }
}
