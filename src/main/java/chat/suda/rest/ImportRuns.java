package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.conversation.AttachmentStore;
import chat.suda.conversation.FileReader;
import chat.suda.conversation.ImportStore;
import chat.suda.conversation.ImportStore.ReadFile;
import chat.suda.conversation.imports.ExportFile;
import chat.suda.conversation.imports.ImportedConversation;
import chat.suda.conversation.imports.ImportedMessage;
import chat.suda.identity.People;
import chat.suda.operation.PersonEraser;
import chat.suda.session.Channel;
import chat.suda.stream.ChatEvent;
import chat.suda.stream.Ids;
import chat.suda.stream.Utf16;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.concurrent.ManagedThreadFactoryDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs imports; reports their progress in their owner's log. */
@ApplicationScoped
@ManagedThreadFactoryDefinition(name = ImportRuns.THREADS)
public class ImportRuns {

  static final String THREADS = "java:app/concurrent/suda-imports";

  private static final System.Logger LOG = System.getLogger(ImportRuns.class.getName());
  private static final int AT_ONCE = 2;
  private static final int MAX_WAITING = 8;
  private static final long TELL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final int MAX_NAMED = 20;
  private static final int MAX_NAME_CHARS = 200;
  private static final int MAX_TRIES = 5;

  /** Number of attachments that cannot be imported, after which no others are read. */
  private static final int MAX_LEFT_OUT = 1000;

  /**
   * Maximum number of conversations per transaction: a commit costs as much as several
   * conversations.
   */
  private static final int BATCH = 100;

  /** Likewise in characters, beyond the first conversation. */
  private static final int BATCH_CHARS = 1_000_000;

  @Inject ImportStore store;
  @Inject AttachmentStore attachments;
  @Inject Uploads uploads;
  @Inject FileReader reader;
  @Inject PresetRequests presets;
  @Inject UserChannels channels;
  @Inject People people;
  @Inject PersonEraser eraser;
  @Inject Settings settings;

  @Resource(lookup = THREADS)
  ManagedThreadFactory threads;

  private ThreadPoolExecutor executor;

  @PostConstruct
  void prepare() {
    executor =
        new ThreadPoolExecutor(
            AT_ONCE, AT_ONCE, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), threads);
    // In advance, since Payara gives a thread the context of the thread that creates it.
    executor.prestartAllCoreThreads();
  }

  /**
   * Starts an import, which takes ownership of the file.
   *
   * @return its id
   * @throws java.util.concurrent.RejectedExecutionException if too many imports wait
   */
  String begin(String owner, ExportFile file, Path path, int total) {
    Run run = new Run(owner, Ids.next(), file, path, total);
    executor.execute(run);
    return run.id;
  }

  @PreDestroy
  void close() {
    // Without an interrupt, at which H2 closes its file.
    executor.getQueue().clear();
    executor.shutdown();
  }

  private final class Run implements Runnable, ExportFile.Visitor {

    private final String owner;
    private final String id;
    private final ExportFile file;
    private final Path path;
    private final int total;
    private final List<String> named = new ArrayList<>();
    private final List<Named> batch = new ArrayList<>();
    private long batchChars;
    private Channel channel;

    /** The ids of attachments that cannot be imported. */
    private final Set<String> leftOut = new HashSet<>();

    private int seen;
    private int done;
    private int failed;
    private long told = System.nanoTime();

    Run(String owner, String id, ExportFile file, Path path, int total) {
      this.owner = owner;
      this.id = id;
      this.file = file;
      this.path = path;
      this.total = total;
    }

    @Override
    public void run() {
      channel = channels.hold(owner);
      try {
        file.forEach(this);
        storeBatch();
      } catch (ErasedException e) {
        failed = total - done;
      } catch (IOException | RuntimeException e) {
        LOG.log(Level.WARNING, "An import broke off", e);
        failed = total - done;
      } finally {
        tell(true);
        channel.release();
        delete(path);
        if (isErased()) {
          eraser.erase(owner);
        }
      }
    }

    @Override
    public void conversation(Optional<ImportedConversation> conversation, String name) {
      if (executor.isShutdown()) {
        throw new IllegalStateException("the server shuts down");
      }
      seen++;
      String shown = name.isBlank() ? "#" + seen : name;
      if (conversation.isEmpty()) {
        fail(shown);
        return;
      }
      batch.add(new Named(conversation.get(), shown));
      batchChars += weight(conversation.get());
      if (batch.size() >= BATCH || batchChars >= BATCH_CHARS) {
        storeBatch();
      }
    }

    /** Reported if it is not accepted, but not counted: the total counts conversations. */
    @Override
    public void preset(JsonObject json) {
      try {
        presets.add(owner, json);
      } catch (RuntimeException e) {
        LOG.log(Level.DEBUG, "A preset could not be imported", e);
        name(json.getString("name", ""));
      }
    }

    private void storeBatch() {
      if (isErased()) {
        throw new ErasedException();
      }
      List<Named> taken = List.copyOf(batch);
      batch.clear();
      batchChars = 0;
      if (keep(taken)) {
        taken.forEach(this::stored);
      } else {
        taken.forEach(this::storeAlone);
      }
      if (System.nanoTime() - told > TELL_NANOS) {
        tell(false);
      }
    }

    private void storeAlone(Named one) {
      if (keep(List.of(one))) {
        stored(one);
      } else {
        fail(one.name);
      }
    }

    private void stored(Named one) {
      done++;
      if (ImportStore.isCut(one.conversation)) {
        name(one.name);
      }
    }

    private void fail(String name) {
      failed++;
      name(name);
    }

    private void name(String name) {
      if (named.size() < MAX_NAMED) {
        named.add(Utf16.beginning(name, MAX_NAME_CHARS));
      }
    }

    /** Whether all of them are stored now. */
    private boolean keep(List<Named> some) {
      List<ImportedConversation> wanted = some.stream().map(Named::conversation).toList();
      Map<String, ReadFile> files = new HashMap<>();
      try {
        Collection<ImportedConversation> missing = store.missing(owner, wanted);
        // A concurrent import of the same file may fail: of two that store one conversation, one
        // fails.
        for (int attempt = 0; attempt < MAX_TRIES && !missing.isEmpty(); attempt++) {
          missing.stream()
              .flatMap(conversation -> conversation.messages().stream())
              .flatMap(message -> message.files().stream())
              .forEach(file -> read(file, files));
          add(missing, files);
          missing = store.missing(owner, wanted);
        }
        return missing.isEmpty();
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "Conversations could not be imported", e);
        return false;
      } finally {
        files.values().forEach(read -> delete(read.path()));
      }
    }

    private void add(Collection<ImportedConversation> missing, Map<String, ReadFile> files) {
      try {
        if (files.isEmpty()) {
          store.add(owner, missing, files);
        } else {
          uploads.withRoom(
              owner,
              bytes(files),
              () -> {
                store.add(owner, missing, files);
                return null;
              });
        }
      } catch (ApiException e) {
        // Uploads have taken the room; what fits now is read again.
        files.values().forEach(read -> delete(read.path()));
        files.clear();
      } catch (IOException | RuntimeException e) {
        LOG.log(Level.DEBUG, "Conversations could not be stored", e);
      }
    }

    /** As if uploaded; what an upload would refuse is left out, and named. */
    private void read(ImportedMessage.File wanted, Map<String, ReadFile> files) {
      if (files.containsKey(wanted.id()) || leftOut.contains(wanted.id())) {
        return;
      }
      if (leftOut.size() >= MAX_LEFT_OUT) {
        return;
      }
      Path copy = null;
      try {
        copy = Files.createTempFile("suda-import-", "");
        Settings.Attachments limits = settings.attachments();
        if (file.copyAttachment(wanted, copy, limits.bytes())
            && attachments.bytesOf(owner) + bytes(files) + Files.size(copy)
                <= limits.bytesPerUser()) {
          Optional<chat.suda.conversation.attachment.FileContent> content =
              reader.read(owner, copy);
          if (content.isPresent()) {
            String name = UploadedFile.clean(wanted.name());
            files.put(wanted.id(), new ReadFile(name, copy, content.get()));
            copy = null;
          }
        }
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "An attachment could not be imported", e);
      } finally {
        delete(copy);
      }
      if (!files.containsKey(wanted.id())) {
        leftOut.add(wanted.id());
        name(wanted.name());
      }
    }

    private boolean isErased() {
      try {
        return people.isErased(owner);
      } catch (RuntimeException e) {
        LOG.log(Level.DEBUG, "Whether the owner was erased is not known", e);
        return false;
      }
    }

    /** Of those that are read and not stored yet. */
    private static long bytes(Map<String, ReadFile> files) throws IOException {
      long bytes = 0;
      for (ReadFile read : files.values()) {
        bytes += Files.size(read.path());
      }
      return bytes;
    }

    private void tell(boolean finished) {
      told = System.nanoTime();
      channel.log().append(new ChatEvent.Import(id, done, failed, total, finished, named));
    }
  }

  /** The owner was erased while the import was running. */
  private static final class ErasedException extends RuntimeException {

    private static final long serialVersionUID = 1L;
  }

  /**
   * Its share of a batch's limit; a conversation with files fills the batch, since they can only be
   * copied while the export is read.
   */
  private static long weight(ImportedConversation conversation) {
    long chars = 0;
    for (ImportedMessage message : conversation.messages()) {
      chars += message.files().isEmpty() ? message.chars() : BATCH_CHARS;
    }
    return chars;
  }

  private record Named(ImportedConversation conversation, String name) {}

  private static void delete(Path path) {
    try {
      if (path != null) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "A temporary file could not be deleted", e);
    }
  }
}
