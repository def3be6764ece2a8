package chat.suda.conversation;

import chat.suda.config.Settings;
import chat.suda.conversation.attachment.FileContent;
import chat.suda.conversation.attachment.FileReading;
import chat.suda.conversation.attachment.FileReadingProcess;
import chat.suda.conversation.attachment.UnreadableFileException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads uploaded files, each in a separate process. */
@ApplicationScoped
public class FileReader {

  /** The libraries in the WAR that the processes need. */
  private static final Pattern LIBRARY =
      Pattern.compile(
          "(pdfbox|pdfbox-io|fontbox|commons-logging|imageio-\\w+|common-(image|io|lang))-[\\d.]+\\.jar");

  private static final System.Logger LOG = System.getLogger(FileReader.class.getName());
  private static final String CLASSES = "/WEB-INF/classes/";
  private static final String PACKAGE = FileReading.class.getPackageName().replace('.', '/') + '/';

  private static final int AT_ONCE = 2;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final OwnerPlaces places = new OwnerPlaces(AT_ONCE);
  private ServletContext context;
  private Path folder;
  private String classPath;

  @Inject Settings settings;

  /**
   * To be called before anything is read.
   *
   * @param servletContext the application's; CDI has it only on threads of requests
   */
  public synchronized void begin(ServletContext servletContext) {
    context = servletContext;
  }

  /**
   * Reads the file. Blocks, for at most 20 seconds once it has begun.
   *
   * @return empty if it could not begin in time
   * @throws UnreadableFileException if the type is not accepted or the file cannot be read
   */
  public Optional<FileContent> read(String owner, Path file) throws IOException {
    try {
      if (!places.enter(owner, TIMEOUT)) {
        return Optional.empty();
      }
      try {
        return Optional.of(
            new FileReadingProcess(classPath(), FileReading.TIME)
                .read(file, settings.attachments().chars()));
      } finally {
        places.leave(owner);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Copies the needed parts of the WAR, which not every server stores as files, once. */
  private synchronized String classPath() throws IOException {
    if (classPath == null) {
      Path copy = Files.createTempDirectory("suda-reading-");
      copy(CLASSES + PACKAGE, copy.resolve(PACKAGE), Pattern.compile(".+\\.class"));
      copy("/WEB-INF/lib/", copy, LIBRARY);
      folder = copy;
      // Expanded by the JVM's launcher to all JARs of the directory.
      classPath = copy + File.pathSeparator + copy.resolve("*");
    }
    return classPath;
  }

  private void copy(String from, Path to, Pattern names) throws IOException {
    Files.createDirectories(to);
    for (String path : context.getResourcePaths(from)) {
      String name = path.substring(path.lastIndexOf('/') + 1);
      if (names.matcher(name).matches()) {
        try (InputStream in = context.getResourceAsStream(path)) {
          Files.copy(in, to.resolve(name));
        }
      }
    }
  }

  /** Deletes the copies. */
  public synchronized void close() {
    if (folder == null) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "A temporary folder could not be deleted", e);
    }
  }
}
