package chat.suda.generation;

import chat.suda.conversation.AnswerStore;
import chat.suda.conversation.AttachmentStore;
import chat.suda.conversation.Message;
import chat.suda.conversation.Status;
import chat.suda.provider.Prompt;
import chat.suda.session.Channel;
import chat.suda.session.ChannelRegistry;
import chat.suda.stream.EventLog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;

/** Continues the answers of lost nodes. */
@ApplicationScoped
public class Takeovers implements Leases.Holder {

  private static final System.Logger LOG = System.getLogger(Takeovers.class.getName());

  @Inject AnswerRegistry answers;
  @Inject AnswerStore store;
  @Inject ChannelRegistry channelRegistry;
  @Inject ProviderFactory upstream;
  @Inject Leases leases;
  @Inject AnswerWriter answerWriter;
  @Inject TitleGenerator titleGenerator;
  @Inject AttachmentStore attachments;

  /**
   * Starts to receive the events of leases.
   *
   * <p>Call it at deployment: Payara injects resources into beans that are created then, not into
   * those created on one of our threads.
   */
  public void begin() {
    answers.active();
    channelRegistry.connections();
    answerWriter.watched();
    titleGenerator.waiting();
    leases.serve(this, upstream.executor());
  }

  @Override
  public void stop(String messageId) {
    answers.find(messageId).ifPresent(known -> known.stop().get());
  }

  @Override
  public void decided(String messageId, String callId, boolean allow) {
    answers
        .running(messageId)
        .flatMap(Answer::tools)
        .ifPresent(calls -> calls.decide(callId, allow));
  }

  @Override
  public void lost(String messageId) {
    answers.running(messageId).ifPresent(Answer::leave);
  }

  @Override
  public void forgotten(String messageId) {
    answers.running(messageId).ifPresent(Answer::claim);
  }

  @Override
  public void takeOver(Leases.Taken taken) {
    Channel channel = channelRegistry.hold(taken.request().channel());
    Optional<Answer> answer = Optional.empty();
    try {
      answer = takeOver(withImages(taken), channel.log());
    } catch (RuntimeException e) {
      leases.drop(taken.request());
      LOG.log(Level.WARNING, "An answer of a lost node could not be taken over; trying on", e);
    } finally {
      answer.ifPresentOrElse(one -> one.ended().thenRun(channel::release), channel::release);
    }
  }

  private Optional<Answer> takeOver(Leases.Taken taken, EventLog log) {
    AnswerRequest request = taken.request();
    if (!request.kept()) {
      return answers.takeOver(taken, null, log, store);
    }
    Optional<Message> soFar = store.claim(request.messageId(), taken.token());
    if (soFar.isPresent() && soFar.get().status() == Status.STREAMING) {
      return answers.takeOver(taken, soFar.get(), log, store);
    }
    soFar.ifPresent(message -> tellEnd(message, taken, log));
    int length = soFar.map(message -> message.content().length()).orElse(0);
    String state = soFar.map(message -> message.status().wireName()).orElse(AnswerResult.STOPPED);
    leases.end(request, taken.token(), new AnswerResult(state, length, null));
    return Optional.empty();
  }

  /** The lease has only the ids of images. Deleted images are left out. */
  private Leases.Taken withImages(Leases.Taken taken) {
    AnswerRequest request = taken.request();
    if (!request.prompt().hasImages()) {
      return taken;
    }
    List<Prompt.Turn> turns =
        request.prompt().turns().stream().map(turn -> turn.with(images(turn))).toList();
    return new Leases.Taken(
        new AnswerRequest(
            request.owner(),
            request.conversationId(),
            request.messageId(),
            request.prompt().with(turns),
            request.failurePrefix(),
            request.kept(),
            request.asker()),
        taken.token(),
        taken.tries(),
        taken.stopped());
  }

  private List<Prompt.Image> images(Prompt.Turn turn) {
    return turn.images().stream()
        .flatMap(
            image ->
                attachments.image(image.id()).stream()
                    .map(data -> new Prompt.Image(image.id(), image.type(), data)))
        .toList();
  }

  /** The end was stored, but its node was lost before the last event. */
  private static void tellEnd(Message message, Leases.Taken taken, EventLog log) {
    log.writer(message.id(), taken.token(), () -> {}).appendLast(StoredEndEvent.event(message));
  }
}
