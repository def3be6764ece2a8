package chat.suda.conversation;

import chat.suda.conversation.attachment.FileContent;
import chat.suda.provider.Prompt;
import chat.suda.stream.Utf16;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds the model's turn of a message with attachments: images as such; texts, with their names,
 * before the message. To be called from the newest message back.
 */
final class AttachmentTurns {

  /** Limit for images, in bytes: beyond it, older ones are only named. */
  private static final long MAX_IMAGE_BYTES = 24_000_000;

  private final SentAttachments sent;
  private final int chars;
  private long imageBytesLeft = MAX_IMAGE_BYTES;
  private long charsLeft;
  private boolean newest = true;

  /**
   * @param chars maximum length of an attachment's text; those of all earlier messages together
   *     have the same maximum
   */
  AttachmentTurns(SentAttachments sent, int chars) {
    this.sent = sent;
    this.chars = chars;
    this.charsLeft = chars;
  }

  Prompt.Turn turn(Prompt.Role role, MessageRow row) {
    boolean now = newest;
    newest = false;
    if (row.attachments == null) {
      return new Prompt.Turn(role, row.content);
    }
    StringBuilder text = new StringBuilder();
    List<Prompt.Image> images = new ArrayList<>();
    for (AttachmentRow attachment : sent.of(row.id)) {
      if (attachment.kind == FileContent.Kind.IMAGE) {
        show(attachment, images, text);
      } else {
        tell(attachment, now, text);
      }
    }
    return new Prompt.Turn(role, text.append(row.content).toString(), images);
  }

  private void show(AttachmentRow attachment, List<Prompt.Image> images, StringBuilder text) {
    byte[] data = sent.image(attachment);
    imageBytesLeft -= data.length;
    if (imageBytesLeft < 0) {
      text.append("[image left out: ").append(attachment.name).append("]\n\n");
    } else {
      images.add(new Prompt.Image(attachment.id, attachment.imageType, data));
    }
  }

  private void tell(AttachmentRow attachment, boolean now, StringBuilder text) {
    String all = sent.text(attachment);
    int most = (int) Math.min(chars, now ? chars : Math.max(0, charsLeft));
    String told = Utf16.beginning(all, most);
    charsLeft -= now ? 0 : told.length();
    text.append("File: ").append(attachment.name).append("\n\n");
    text.append(told).append("\n\n");
    if (told.length() < attachment.chars) {
      text.append("[The file was cut here: these are its first ")
          .append(told.length())
          .append(" of ")
          .append(attachment.chars)
          .append(" characters.]\n\n");
    }
  }
}
