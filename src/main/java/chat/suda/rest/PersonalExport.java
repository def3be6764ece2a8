package chat.suda.rest;

import chat.suda.conversation.Attachment;
import chat.suda.conversation.AttachmentStore;
import chat.suda.conversation.AttachmentStore.Variant;
import chat.suda.conversation.Conversation;
import chat.suda.conversation.ConversationExport;
import chat.suda.conversation.ConversationExport.ExportFile;
import chat.suda.conversation.Conversations;
import chat.suda.conversation.Page;
import chat.suda.conversation.Preset;
import chat.suda.conversation.Presets;
import chat.suda.identity.Caller;
import chat.suda.stream.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** All data of one person as a ZIP: {@code suda.json}, which can be imported again. */
@ApplicationScoped
public class PersonalExport {

  private static final int PAGE = 100;

  @Inject Conversations conversations;
  @Inject ConversationExport export;
  @Inject AttachmentStore attachments;
  @Inject Presets presets;

  /** Writes one conversation after the other, so that only one is in memory. */
  void write(Caller caller, OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    zip.putNextEntry(new ZipEntry("suda.json"));
    write(zip, head(caller));
    String cursor = null;
    String separator = "";
    do {
      Page<Conversation> page = conversations.list(caller.id(), null, cursor, PAGE);
      for (Conversation conversation : page.items()) {
        String json =
            export.exportJson(caller.id(), conversation.id()).map(ExportFile::content).orElse(null);
        if (json != null) {
          write(zip, separator + json);
          separator = ",\n";
        }
      }
      cursor = page.next();
    } while (cursor != null);
    String own =
        presets.list(caller.id()).stream()
            .filter(preset -> !preset.shared())
            .map(Preset::json)
            .collect(Collectors.joining(",\n"));
    write(zip, "],\"presets\":[\n" + own + "]}\n");
    zip.closeEntry();
    writeAttachments(caller.id(), zip);
    zip.finish();
  }

  private void writeAttachments(String owner, ZipOutputStream zip) throws IOException {
    for (Attachment attachment : attachments.list(owner)) {
      zip.putNextEntry(new ZipEntry("attachments/" + attachment.id()));
      int seq = 0;
      byte[] piece = attachments.piece(attachment.id(), Variant.ORIGINAL, seq);
      while (piece != null) {
        zip.write(piece);
        piece = attachments.piece(attachment.id(), Variant.ORIGINAL, ++seq);
      }
      zip.closeEntry();
    }
  }

  private static String head(Caller caller) {
    String object =
        Json.object()
            .add("suda", 1)
            .add("exportedAt", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
            .open("user")
            .add("id", caller.id())
            .add("name", caller.name())
            .add("email", caller.email())
            .close()
            .end();
    return object.substring(0, object.length() - 1) + ",\"conversations\":[\n";
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
