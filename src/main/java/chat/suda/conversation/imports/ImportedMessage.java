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
 * @param own further fields in the form of Suda's own export, maybe none
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

  /**
   * An attachment.
   *
   * @param id distinguishes it from the others of its export
   * @param base64 its content, or {@code null} if it lies beside the conversations
   */
  public record File(String id, String name, String base64) {

    public File {
      name = name == null ? id : name;
    }

    static File beside(String id, String name) {
      return new File(id, name, null);
    }
  }

  /** The approximate size of its texts, in UTF-16 code units. */
  public long chars() {
    long chars = content.length() + (reasoning == null ? 0 : reasoning.length());
    for (Object call : JsonValues.list(own, "tools")) {
      for (Object member : JsonValues.map(call).values()) {
        chars += member instanceof String text ? text.length() : 0;
      }
    }
    return chars;
  }

  ImportedMessage under(String otherParent) {
    return new ImportedMessage(
        key, otherParent, asked, content, reasoning, model, createdAt, files, own);
  }
}
