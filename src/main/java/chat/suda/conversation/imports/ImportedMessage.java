package chat.suda.conversation.imports;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A message to be imported.
 *
 * @param key its id there
 * @param parentKey of its parent, or {@code null} at the root
 * @param asked whether it is the person's, else the model's
 * @param reasoning, model, createdAt or {@code null}
 * @param files its attachments
 * @param own further fields of Suda's own export, else empty
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
