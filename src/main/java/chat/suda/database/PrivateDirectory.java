package chat.suda.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Creates the directory of H2's file, accessible to the server's user only: it holds conversations.
 */
final class PrivateDirectory {

  private static final String FILE = "jdbc:h2:file:";

  private PrivateDirectory() {}

  /** Creates it unless it exists or the URL names no file. */
  static void make(String url) {
    if (!url.startsWith(FILE) || url.startsWith(FILE + "~")) {
      return;
    }
    Path directory = Path.of(url.substring(FILE.length()).split(";")[0]).toAbsolutePath();
    directory = directory.getParent();
    boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (!posix || Files.exists(directory)) {
      return;
    }
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new UncheckedIOException("suda.db.url: " + directory + " cannot be made", e);
    }
  }
}
