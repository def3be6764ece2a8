package chat.suda.generation;

import chat.suda.config.Settings;
import chat.suda.conversation.Conversation;
import chat.suda.conversation.Conversations;
import chat.suda.limits.TokenEstimate;
import chat.suda.limits.UsageEntry;
import chat.suda.limits.UsageLedger;
import chat.suda.provider.Parameters;
import chat.suda.provider.Prompt;
import chat.suda.provider.Provider;
import chat.suda.provider.ShortAnswer;
import chat.suda.provider.Usage;
import chat.suda.stream.EventLog;
import chat.suda.stream.Ids;
import chat.suda.stream.Utf16;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Asks the model for a title of a conversation, after its first answer. */
@ApplicationScoped
public class TitleGenerator {

  private static final System.Logger LOG = System.getLogger(TitleGenerator.class.getName());
  private static final int THREADS = 2;

  /** Maximum number of waiting conversations; further ones get a title after their next answer. */
  private static final int MAX_WAITING = 200;

  private static final int MAX_QUOTED_CHARS = 2000;
  private static final int MAX_LENGTH = 80;

  /** Leaves room for reasoning tokens. */
  private static final Parameters SHORT = new Parameters(0.3, 300, null, null, null, null);

  private static final String ASK =
      "Give this conversation a title of at most six words, in the language of its first message."
          + " Answer with the title alone, without quotation marks or a full stop.";

  private ThreadPoolExecutor executor;

  @Inject Conversations conversations;
  @Inject ConversationEvents events;
  @Inject Provider provider;
  @Inject Settings settings;
  @Inject UsageLedger ledger;

  @Resource(lookup = ProviderFactory.THREADS)
  ManagedThreadFactory threads;

  @PostConstruct
  void prepare() {
    executor =
        new ThreadPoolExecutor(
            THREADS, THREADS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), threads);
  }

  /** The number of conversations that wait for a title. */
  int waiting() {
    return executor.getQueue().size();
  }

  /** Names the conversation if the answer is complete. Never blocks. */
  void afterAnswer(
      String owner, Conversation conversation, Prompt prompt, AnswerResult ending, EventLog log) {
    // The demo model cannot generate titles.
    if (settings.upstreamOf(prompt.model()).demo()
        || !ending.state().equals(AnswerResult.COMPLETE)) {
      return;
    }
    try {
      executor.execute(() -> name(owner, conversation, prompt, log));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "Too many conversations want a title", e);
    }
  }

  /** If the model gives no title, the first words remain, and it is not asked again. */
  private void name(String owner, Conversation conversation, Prompt prompt, EventLog log) {
    try {
      Prompt question = question(prompt);
      ShortAnswer answer = provider.complete(question);
      ledger.write(usage(owner, question, answer));
      String title = clean(answer.text());
      conversations
          .titled(owner, conversation.id(), title.isEmpty() ? conversation.title() : title)
          .ifPresent(now -> events.changed(log, owner, now));
    } catch (UncheckedIOException e) {
      LOG.log(Level.DEBUG, "The model could not be asked for a title", e);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "A title could not be stored", e);
    }
  }

  private static UsageEntry usage(String owner, Prompt question, ShortAnswer answer) {
    Usage usage = answer.usage();
    return new UsageEntry(
        Ids.next(),
        owner,
        question.model(),
        false,
        false,
        usage == null ? AnswerUsage.tokens(question) : usage.promptTokens(),
        usage == null ? TokenEstimate.of(answer.text()) : usage.completionTokens());
  }

  private static Prompt question(Prompt prompt) {
    String said =
        prompt.turns().stream()
            .filter(turn -> turn.role() == Prompt.Role.USER)
            .map(turn -> turn.content().isEmpty() ? "(an image)" : turn.content())
            .findFirst()
            .orElse("");
    String quoted = Utf16.beginning(said, MAX_QUOTED_CHARS);
    return new Prompt(
        prompt.model(),
        List.of(
            new Prompt.Turn(Prompt.Role.SYSTEM, ASK), new Prompt.Turn(Prompt.Role.USER, quoted)),
        SHORT);
  }

  /** One line, without the quotation marks that models tend to add. */
  static String clean(String title) {
    String line =
        title
            .strip()
            .lines()
            .findFirst()
            .orElse("")
            .replaceAll("^[\\s\"'“”‘’「『*#]+|[\\s\"'“”‘’」』*.。]+$", "");
    return Utf16.beginning(line, MAX_LENGTH);
  }

  @PreDestroy
  void close() {
    // Without an interrupt, at which H2 closes its file.
    executor.getQueue().clear();
    executor.shutdown();
  }
}
