package chat.suda.conversation.imports;

import static chat.suda.conversation.imports.JsonValues.list;
import static chat.suda.conversation.imports.JsonValues.map;
import static chat.suda.conversation.imports.JsonValues.text;
import static chat.suda.conversation.imports.JsonValues.time;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Open WebUI's format. */
final class OpenWebUiExport {

  private static final Pattern IMAGE_DATA = Pattern.compile("data:image/([a-z]+);base64,(.*)");

  private OpenWebUiExport() {}

  /**
   * @param json {@code chat} with its {@code history}
   */
  static ImportedConversation conversation(Map<?, ?> json) {
    ImportedTree tree = new ImportedTree();
    Map<?, ?> chat = map(json, "chat");
    Map<?, ?> history = map(chat, "history");
    for (Object value : map(history, "messages").values()) {
      Map<?, ?> message = map(value);
      String role = text(message, "role");
      if ("user".equals(role)) {
        tree.add(question(message));
      } else if ("assistant".equals(role)) {
        tree.add(answer(message));
      } else {
        tree.omit(text(message, "id"), text(message, "parentId"));
      }
    }
    String model =
        list(chat, "models").stream()
            .filter(String.class::isInstance)
            .map(String.class::cast)
            .findFirst()
            .orElse(null);
    String id = text(json, "id") == null ? text(chat, "id") : text(json, "id");
    return tree.conversation(
        new ImportedTree.Head(
            ImportedTree.Head.key("openwebui", id, json),
            text(json, "title") == null ? text(chat, "title") : text(json, "title"),
            model,
            text(map(chat, "params"), "system"),
            map(json, "parameters"),
            time(json, "created_at"),
            time(json, "updated_at"),
            text(history, "currentId"),
            null));
  }

  private static ImportedMessage question(Map<?, ?> message) {
    return new ImportedMessage(
        text(message, "id"),
        text(message, "parentId"),
        true,
        content(message),
        null,
        null,
        ImportedTree.timeOf(message),
        images(message),
        Map.of());
  }

  private static ImportedMessage answer(Map<?, ?> message) {
    OpenWebUiContent content = OpenWebUiContent.parse(content(message));
    return new ImportedMessage(
        text(message, "id"),
        text(message, "parentId"),
        false,
        content.text(),
        content.reasoning(),
        text(message, "model"),
        ImportedTree.timeOf(message),
        List.of(),
        content.tools().isEmpty() ? Map.of() : Map.of("tools", content.tools()));
  }

  private static String content(Map<?, ?> message) {
    return Objects.requireNonNullElse(text(message, "content"), "");
  }

  /** Images as data URLs (RFC 2397); other files are not in an export. */
  private static List<ImportedMessage.File> images(Map<?, ?> message) {
    List<ImportedMessage.File> images = new ArrayList<>();
    for (Object file : list(message, "files")) {
      String url = text(map(file), "url");
      Matcher data = IMAGE_DATA.matcher(url == null ? "" : url);
      if (data.matches()) {
        String number = String.valueOf(images.size() + 1);
        images.add(
            new ImportedMessage.File(
                text(message, "id") + '#' + number,
                "image-" + number + '.' + data.group(1),
                data.group(2)));
      }
    }
    return images;
  }
}
