package chat.suda.conversation;

import chat.suda.config.Settings;
import chat.suda.conversation.attachment.FileContent;
import chat.suda.conversation.attachment.FileReading;
import chat.suda.conversation.attachment.UnreadableFileException;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.concurrent.ManagedThreadFactoryDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads files that were brought along, each on a thread that can be given up. */
@ApplicationScoped
@ManagedThreadFactoryDefinition(name = FileReader.THREADS)
public class FileReader {

  static final String THREADS = "java:app/concurrent/suda-files";

  /** What an image takes at most while it is read, beside what the server has. */
  private static final long BYTES_EACH = 160L << 20;

  private static final int MOST_AT_ONCE = 2;

  private static final int PATIENCE_SECONDS = 60;
  private static final long DEADLINE_MILLIS = FileReading.TIME.toMillis() + 1000;

  private final Semaphore places = new Semaphore(atOnce(Runtime.getRuntime().maxMemory()), true);

  @Inject Settings settings;

  @Resource(lookup = THREADS)
  ManagedThreadFactory threads;

  private static int atOnce(long heapBytes) {
    return (int) Math.max(1, Math.min(MOST_AT_ONCE, heapBytes / 2 / BYTES_EACH));
  }

  /**
   * Reads the file. Blocks, for 20 seconds at most once it is its turn.
   *
   * @return or empty where its turn does not come in time
   * @throws UnreadableFileException if it is none that is taken, or cannot be read
   */
  public Optional<FileContent> read(Path file) throws IOException {
    try {
      if (!places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return Optional.empty();
      }
      return Optional.of(readNow(file));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private FileContent readNow(Path file) throws IOException, InterruptedException {
    CompletableFuture<FileContent> content = new CompletableFuture<>();
    Thread thread = threads.newThread(() -> read(file, content));
    thread.start();
    try {
      return content.get(DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      thread.interrupt();
      throw new UnreadableFileException(UnreadableFileException.Reason.TOO_SLOW, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException known) {
        throw known;
      }
      throw new IOException(e.getCause());
    }
  }

  /** The place is free once the thread is, however late. */
  private void read(Path file, CompletableFuture<FileContent> content) {
    try {
      content.complete(FileReading.read(file, settings.attachments().chars()));
    } catch (IOException | RuntimeException | Error e) {
      content.completeExceptionally(e);
    } finally {
      places.release();
    }
  }
}
