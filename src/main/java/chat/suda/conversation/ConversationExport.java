package chat.suda.conversation;

import chat.suda.database.SudaDatabase;
import chat.suda.stream.Json;
import chat.suda.stream.Utf16;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Exports conversations as files. */
@ApplicationScoped
@Transactional
public class ConversationExport {

  private static final int NAME = 80;

  @Inject @SudaDatabase EntityManager entities;

  @Inject Conversations conversations;

  /**
   * A file.
   *
   * @param name safe on every file system and in a header: no path, no control characters, no
   *     quotes; may hold letters beyond ASCII
   */
  public record ExportFile(String name, String content) {}

  /** The active branch. */
  public Optional<ExportFile> exportMarkdown(String owner, String id) {
    return conversations
        .find(owner, id)
        .map(found -> new ExportFile(name(found, ".md"), markdown(owner, found)));
  }

  /** The conversation with all its branches. */
  public Optional<ExportFile> exportJson(String owner, String id) {
    return conversations
        .find(owner, id)
        .map(found -> new ExportFile(name(found, ".json"), json(owner, found)));
  }

  private String json(String owner, Conversation conversation) {
    List<String> messages =
        conversations.messages(owner, conversation.id()).stream().map(Message::json).toList();
    return Json.object()
        .addRaw("conversation", conversation.json())
        .addRaw("messages", messages)
        .end();
  }

  private String markdown(String owner, Conversation conversation) {
    Set<String> branch =
        new HashSet<>(
            MessageTree.of(entities, conversation.id()).branch(conversation.activeMessageId()));
    StringBuilder out = new StringBuilder();
    if (conversation.title() != null) {
      out.append("# ").append(conversation.title().replaceAll("\\s+", " ")).append("\n\n");
    }
    for (Message message : conversations.messages(owner, conversation.id())) {
      if (branch.contains(message.id())) {
        out.append("## ").append(speaker(message)).append("\n\n");
        out.append(message.content().strip()).append("\n\n");
      }
    }
    return out.toString();
  }

  private static String speaker(Message message) {
    if (message.role() == Role.USER) {
      return "User";
    }
    return message.model() == null ? "Assistant" : "Assistant (" + message.model() + ")";
  }

  private static String name(Conversation conversation, String ending) {
    String title = conversation.title() == null ? "" : conversation.title();
    String all = title.replaceAll("[^\\p{L}\\p{M}\\p{N}]+", "-").replaceAll("^-|-$", "");
    String words = Utf16.beginning(all, NAME);
    return (words.isEmpty() ? "conversation" : words) + ending;
  }
}
