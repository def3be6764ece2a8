package chat.suda.conversation.attachment;

import chat.suda.conversation.attachment.UnreadableFileException.Reason;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Reads a file in a separate process with its own memory: libraries that decode images and
 * documents can be made to use any time and memory, and a thread cannot be ended from outside.
 */
public final class FileReadingProcess {

  /** The heap has room for an image: at most 160 MB while it is decoded. */
  private static final List<String> OPTIONS =
      List.of(
          "-Xmx256m",
          "-Xss2m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:-UsePerfData",
          "-Djava.awt.headless=true");

  /** The exit status of the JVM when its memory is exhausted. */
  private static final int OUT_OF_MEMORY = 3;

  /** Environment variables that a JVM may need to start: on Linux and on Windows. */
  private static final Set<String> ENVIRONMENT = Set.of("LD_LIBRARY_PATH", "SystemRoot");

  private static final String TEMPORARY = "java.io.tmpdir";

  private final String classPath;
  private final Duration time;

  /**
   * @param classPath this package's classes and the libraries that they use
   * @param time the limit for one file
   */
  public FileReadingProcess(String classPath, Duration time) {
    this.classPath = classPath;
    this.time = time;
  }

  /**
   * Reads the file. Blocks, for at most the time limit.
   *
   * @param mostChars maximum length of the returned text, in UTF-16 code units
   * @throws UnreadableFileException if the type is not accepted or the file cannot be read
   * @throws IOException if the disk fails or no process can be started
   * @throws InterruptedException if the thread is interrupted; the process is ended then
   */
  public FileContent read(Path file, int mostChars) throws IOException, InterruptedException {
    if (FileReading.isCheap(file)) {
      return FileReading.read(file, mostChars);
    }
    Path result = Files.createTempFile("suda-content-", "");
    try {
      int status = run(file, mostChars, result);
      if (status != 0) {
        throw new UnreadableFileException(
            status == OUT_OF_MEMORY ? Reason.TOO_COMPLEX : Reason.BROKEN);
      }
      return content(result);
    } finally {
      Files.deleteIfExists(result);
    }
  }

  /** Returns the exit status. */
  private int run(Path file, int mostChars, Path result) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.add("-D" + TEMPORARY + '=' + System.getProperty(TEMPORARY));
    command.addAll(List.of("-cp", classPath, FileReadingProcess.class.getName()));
    command.addAll(List.of(file.toString(), Integer.toString(mostChars)));
    command.add(Long.toString(time.toMillis()));
    ProcessBuilder builder = new ProcessBuilder(command);
    // Without the server's secrets and options.
    builder.environment().keySet().retainAll(ENVIRONMENT);
    Process process =
        builder
            .redirectOutput(result.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new UnreadableFileException(Reason.TOO_SLOW);
      }
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * The main method of the process.
   *
   * @param arguments those of {@link #read}, and the time limit in milliseconds
   */
  public static void main(String... arguments) throws IOException {
    haltAfter(Long.parseLong(arguments[2]));
    PrintStream out = System.out;
    System.setOut(System.err);
    try (DataOutputStream result = new DataOutputStream(new BufferedOutputStream(out))) {
      try {
        FileContent content =
            FileReading.read(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        result.writeUTF("");
        write(content, result);
      } catch (UnreadableFileException e) {
        result.writeUTF(e.reason().name());
      }
    }
  }

  /** Ends this process after that time, even if the server was killed. */
  private static void haltAfter(long millis) {
    Thread watch =
        new Thread(
            () -> {
              try {
                Thread.sleep(millis);
              } catch (InterruptedException e) {
                // Halts at once.
              }
              Runtime.getRuntime().halt(1);
            });
    watch.setDaemon(true);
    watch.start();
  }

  private static FileContent content(Path result) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(result)))) {
      String refusal = in.readUTF();
      if (!refusal.isEmpty()) {
        throw new UnreadableFileException(Reason.valueOf(refusal));
      }
      String type = in.readUTF();
      FileContent.Kind kind = FileContent.Kind.valueOf(in.readUTF());
      Integer width = number(in);
      Integer height = number(in);
      Integer chars = number(in);
      byte[] text = bytes(in);
      return new FileContent(
          type,
          kind,
          width,
          height,
          chars,
          text == null ? null : new String(text, StandardCharsets.UTF_8),
          picture(in),
          picture(in));
    } catch (EOFException e) {
      throw new UnreadableFileException(Reason.BROKEN, e);
    }
  }

  private static void write(FileContent content, DataOutputStream out) throws IOException {
    out.writeUTF(content.type());
    out.writeUTF(content.kind().name());
    writeNumber(content.width(), out);
    writeNumber(content.height(), out);
    writeNumber(content.chars(), out);
    String text = content.text();
    writeBytes(text == null ? null : text.getBytes(StandardCharsets.UTF_8), out);
    writePicture(content.image(), out);
    writePicture(content.thumbnail(), out);
  }

  // A negative number or length stands for absence.

  private static Integer number(DataInputStream in) throws IOException {
    int number = in.readInt();
    return number < 0 ? null : number;
  }

  private static void writeNumber(Integer number, DataOutputStream out) throws IOException {
    out.writeInt(number == null ? -1 : number);
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    return length < 0 ? null : in.readNBytes(length);
  }

  private static void writeBytes(byte[] bytes, DataOutputStream out) throws IOException {
    out.writeInt(bytes == null ? -1 : bytes.length);
    if (bytes != null) {
      out.write(bytes);
    }
  }

  private static FileContent.Picture picture(DataInputStream in) throws IOException {
    byte[] bytes = bytes(in);
    return bytes == null ? null : new FileContent.Picture(in.readUTF(), bytes);
  }

  private static void writePicture(FileContent.Picture picture, DataOutputStream out)
      throws IOException {
    writeBytes(picture == null ? null : picture.bytes(), out);
    if (picture != null) {
      out.writeUTF(picture.type());
    }
  }
}
