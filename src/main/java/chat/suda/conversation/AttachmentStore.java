package chat.suda.conversation;

import chat.suda.conversation.attachment.FileContent;
import chat.suda.database.Micros;
import chat.suda.database.SudaDatabase;
import chat.suda.stream.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Attachments and their contents, stored in pieces to bound the memory. */
@ApplicationScoped
@Transactional
public class AttachmentStore {

  private static final int PIECE = 256 * 1024;
  private static final long UNSENT_MICROS = 24L * 3600 * 1_000_000;

  /** The parts of an attachment; their order is that of the database. */
  public enum Variant {
    /** The upload. */
    ORIGINAL,
    /** The image for models: upright, without metadata, of bounded size. */
    IMAGE,
    /** The beginning of its text, in UTF-8. */
    TEXT,
    THUMBNAIL
  }

  /** The result of a deletion. */
  public enum Deletion {
    DONE,
    UNKNOWN,
    /** Not deleted: it was sent, and is deleted with its conversation. */
    SENT
  }

  @Inject @SudaDatabase EntityManager entities;

  /** Stores a file and its contents. */
  Attachment add(String owner, String name, Path file, FileContent content) throws IOException {
    Attachment added = begin(owner, name, file, content);
    write(added.id(), file, content, this::addPiece);
    return added;
  }

  /** Stores an attachment without its contents; {@link #write} stores them. */
  public Attachment begin(String owner, String name, Path file, FileContent content)
      throws IOException {
    AttachmentRow row = AttachmentRow.create(owner, name, Files.size(file), content);
    entities.persist(row);
    entities.flush();
    return row.view();
  }

  /** Accepts the pieces one after the other. The array is used again when {@code add} returns. */
  public interface PieceSink {
    void add(String id, Variant variant, int seq, byte[] piece);
  }

  /** Stores a piece: it is with the database when this returns. */
  public void addPiece(String id, Variant variant, int seq, byte[] piece) {
    AttachmentPieceRow row = new AttachmentPieceRow(id, variant.ordinal(), seq, piece);
    entities.persist(row);
    entities.flush();
    entities.detach(row);
  }

  /** Passes the contents of a file to the sink, piece by piece. */
  public static void write(String id, Path file, FileContent content, PieceSink to)
      throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      write(id, Variant.ORIGINAL, in, to);
    }
    if (content.image() != null) {
      write(id, Variant.IMAGE, new ByteArrayInputStream(content.image().bytes()), to);
    }
    if (content.thumbnail() != null) {
      write(id, Variant.THUMBNAIL, new ByteArrayInputStream(content.thumbnail().bytes()), to);
    }
    if (content.text() != null) {
      byte[] text = content.text().getBytes(StandardCharsets.UTF_8);
      write(id, Variant.TEXT, new ByteArrayInputStream(text), to);
    }
  }

  private static void write(String id, Variant variant, InputStream in, PieceSink to)
      throws IOException {
    byte[] buffer = new byte[PIECE];
    int seq = 0;
    for (int read = in.readNBytes(buffer, 0, PIECE);
        read > 0;
        read = in.readNBytes(buffer, 0, PIECE)) {
      to.add(id, variant, seq++, read == PIECE ? buffer : Arrays.copyOf(buffer, read));
    }
  }

  public Optional<Attachment> find(String owner, String id) {
    return row(owner, id).map(AttachmentRow::view);
  }

  /** All attachments of an owner, oldest first. */
  public List<Attachment> list(String owner) {
    return entities
        .createQuery(
            "select a from AttachmentRow a where a.owner = :owner order by a.createdAt, a.id",
            AttachmentRow.class)
        .setParameter("owner", owner)
        .getResultStream()
        .map(AttachmentRow::view)
        .toList();
  }

  /** The media type of a part, or empty if there is none. */
  public Optional<String> type(String owner, String id, Variant variant) {
    return row(owner, id)
        .map(
            row ->
                switch (variant) {
                  case ORIGINAL -> row.mediaType;
                  case IMAGE -> row.imageType;
                  case TEXT -> row.chars == null ? null : "text/plain";
                  case THUMBNAIL -> row.thumbType;
                });
  }

  /**
   * One piece of a content, in its own transaction, so that slow readers do not hold one.
   *
   * @param seq from 0
   * @return or {@code null} behind the last
   */
  public byte[] piece(String id, Variant variant, int seq) {
    return entities
        .createQuery(
            "select p.content from AttachmentPieceRow p where p.attachmentId = :id"
                + " and p.variant = :variant and p.seq = :seq",
            byte[].class)
        .setParameter("id", id)
        .setParameter("variant", variant.ordinal())
        .setParameter("seq", seq)
        .getResultStream()
        .findFirst()
        .orElse(null);
  }

  /** A whole content, for small ones. */
  byte[] content(String id, Variant variant) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int seq = 0;
    for (byte[] piece = piece(id, variant, seq); piece != null; piece = piece(id, variant, ++seq)) {
      all.writeBytes(piece);
    }
    return all.toByteArray();
  }

  /** The image for models, or empty if it was deleted. */
  public Optional<byte[]> image(String id) {
    byte[] image = content(id, Variant.IMAGE);
    return image.length == 0 ? Optional.empty() : Optional.of(image);
  }

  /** The size of all attachments of an owner, in bytes. */
  public long bytesOf(String owner) {
    Long sum =
        entities
            .createQuery(
                "select sum(a.bytes) from AttachmentRow a where a.owner = :owner", Long.class)
            .setParameter("owner", owner)
            .getSingleResult();
    return sum == null ? 0 : sum;
  }

  /** Deletes an attachment that was not sent. */
  public Deletion delete(String owner, String id) {
    Optional<AttachmentRow> row = row(owner, id);
    if (row.isEmpty()) {
      return Deletion.UNKNOWN;
    }
    long sent =
        entities
            .createQuery(
                "select count(m) from MessageAttachmentRow m where m.attachmentId = :id",
                Long.class)
            .setParameter("id", id)
            .getSingleResult();
    if (sent > 0) {
      return Deletion.SENT;
    }
    entities.remove(row.get());
    return Deletion.DONE;
  }

  /** Deletes all attachments of an owner, sent or not. */
  public void deleteAllOf(String owner) {
    entities
        .createNativeQuery("delete from attachment where owner = ?1")
        .setParameter(1, owner)
        .executeUpdate();
  }

  /** Deletes attachments that were not sent within a day, and those without a conversation. */
  public void forgetUnsent() {
    entities
        .createNativeQuery(
            "delete from attachment where created_at < ?1 and not exists (select 1 from"
                + " message_attachment m where m.attachment_id = attachment.id)")
        .setParameter(1, Micros.now() - UNSENT_MICROS)
        .executeUpdate();
  }

  /** Deletes attachments that were sent only in that conversation. */
  static void deleteWith(EntityManager entities, String conversationId) {
    entities
        .createNativeQuery(
            "delete from attachment where id in (select m.attachment_id from message_attachment m"
                + " where m.conversation_id = ?1) and not exists (select 1 from"
                + " message_attachment o where o.attachment_id = attachment.id"
                + " and o.conversation_id <> ?2)")
        .setParameter(1, conversationId)
        .setParameter(2, conversationId)
        .executeUpdate();
  }

  /** A copy of the attachment for another owner. */
  static AttachmentRow copy(EntityManager entities, AttachmentRow of, String owner) {
    AttachmentRow row = of.copyFor(owner);
    entities.persist(row);
    entities.flush();
    entities
        .createNativeQuery(
            "insert into attachment_piece (attachment_id, variant, seq, content)"
                + " select cast(?1 as varchar(64)), variant, seq, content from attachment_piece"
                + " where attachment_id = ?2")
        .setParameter(1, row.id)
        .setParameter(2, of.id)
        .executeUpdate();
    return row;
  }

  private Optional<AttachmentRow> row(String owner, String id) {
    return Optional.ofNullable(id)
        .filter(Ids::isId)
        .map(known -> entities.find(AttachmentRow.class, known))
        .filter(row -> row.owner.equals(owner));
  }
}
