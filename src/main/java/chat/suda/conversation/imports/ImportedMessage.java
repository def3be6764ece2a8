package chat.suda.conversation.imports;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A message from elsewhere.
 *
 * @param key what it is called there
 * @param parentKey of what it follows, or {@code null} at the root
 * @param asked whether it is the person's, else the model's
 * @param reasoning, model, createdAt or {@code null}
 * @param files what was sent with it
 * @param own all that an export of Suda's own says of it, else empty
 */
public record ImportedMessage(
    String key,
    String parentKey,
    boolean asked,
    String content,
    String reasoning,
    String model,
    Instant createdAt,
    List<File> files,
    Map<?, ?> own) {

  public ImportedMessage {
    files = List.copyOf(files);
  }

  /** A file that lies beside the conversations. */
  public record File(String id, String name) {}

  ImportedMessage under(String otherParent) {
    return new ImportedMessage(
        key, otherParent, asked, content, reasoning, model, createdAt, files, own);
  }
}
