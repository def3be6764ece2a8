package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.conversation.Attachment;
import chat.suda.conversation.AttachmentStore;
import chat.suda.conversation.FileReader;
import chat.suda.conversation.attachment.FileContent;
import chat.suda.conversation.attachment.UnreadableFileException;
import chat.suda.limits.StripedLocks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;

/** Stores an uploaded file. */
@ApplicationScoped
public class Uploads {

  private static final int FULL_RETRY_SECONDS = 3600;
  private static final int BUSY_RETRY_SECONDS = 5;
  private final StripedLocks ownerLocks = new StripedLocks();

  @Inject AttachmentStore store;
  @Inject FileReader reader;
  @Inject Settings settings;

  /** Reads and stores the file, or refuses it. */
  Attachment keep(String owner, UploadedFile file) throws IOException {
    requireRoom(owner, file.bytes());
    try {
      FileContent content =
          reader
              .read(owner, file.path())
              .orElseThrow(() -> ApiException.later(503, BUSY_RETRY_SECONDS, "attachment.busy"));
      return keep(owner, file, content);
    } catch (UnreadableFileException e) {
      throw refusal(e);
    }
  }

  /**
   * @throws ApiException 429 where the owner may not keep so many bytes more
   */
  private void requireRoom(String owner, long bytes) {
    long most = settings.attachments().bytesPerUser();
    if (bytes > 0 && store.bytesOf(owner) + bytes > most) {
      throw ApiException.later(429, FULL_RETRY_SECONDS, "attachment.full", most);
    }
  }

  /** Stores attachments. */
  interface Storing<T> {
    T store() throws IOException;
  }

  /**
   * Stores so many bytes if the owner may keep them; of an owner one after the other on this node,
   * so that all together are within the limit.
   *
   * @throws ApiException as {@link #requireRoom}
   */
  <T> T withRoom(String owner, long bytes, Storing<T> storing) throws IOException {
    synchronized (ownerLocks.of(owner)) {
      requireRoom(owner, bytes);
      return storing.store();
    }
  }

  /** One piece per transaction, since H2 keeps in memory what a transaction writes. */
  private Attachment keep(String owner, UploadedFile file, FileContent content) throws IOException {
    Attachment begun =
        withRoom(owner, file.bytes(), () -> store.begin(owner, file.name(), file.path(), content));
    boolean kept = false;
    try {
      AttachmentStore.write(begun.id(), file.path(), content, store::addPiece);
      kept = true;
      return begun;
    } finally {
      if (!kept) {
        store.delete(owner, begun.id());
      }
    }
  }

  private static ApiException refusal(UnreadableFileException unreadable) {
    return switch (unreadable.reason()) {
      case UNKNOWN_KIND -> ApiException.field(415, "file", "attachment.kind");
      case EMPTY -> ApiException.field(422, "file", "attachment.empty");
      case BROKEN -> ApiException.field(422, "file", "attachment.broken");
      case ENCRYPTED -> ApiException.field(422, "file", "attachment.encrypted");
      case TOO_COMPLEX -> ApiException.field(422, "file", "attachment.complex");
      case TOO_SLOW -> ApiException.field(422, "file", "attachment.slow");
    };
  }
}
