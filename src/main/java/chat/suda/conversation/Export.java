package chat.suda.conversation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;

/** Conversations as files. */
@ApplicationScoped
@Transactional
public class Export {

  /**
   * A file.
   *
   * @param name safe on every file system and in a header: no path, no control characters, no
   *     quotes; may hold letters beyond ASCII
   */
  public record ExportFile(String name, String content) {}

  /** The active branch. */
  public Optional<ExportFile> exportMarkdown(String owner, String id) {
    throw new UnsupportedOperationException();
  }

  /** The conversation with all its branches. */
  public Optional<ExportFile> exportJson(String owner, String id) {
    throw new UnsupportedOperationException();
  }
}
