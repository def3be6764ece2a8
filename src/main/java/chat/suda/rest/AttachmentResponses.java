package chat.suda.rest;

import chat.suda.conversation.Attachment;
import chat.suda.conversation.AttachmentStore;
import chat.suda.conversation.AttachmentStore.Variant;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

/** Attachments as responses that a browser only shows or stores. */
@ApplicationScoped
public class AttachmentResponses {

  @Inject AttachmentStore store;

  /** The upload. */
  Response original(String owner, Attachment attachment) {
    boolean image = attachment.type().startsWith("image/");
    return Response.fromResponse(content(owner, attachment, Variant.ORIGINAL))
        .header(
            "Content-Disposition",
            ContentDisposition.of(image ? "inline" : "attachment", attachment.name()))
        .header("Content-Length", attachment.bytes())
        .build();
  }

  /** The thumbnail of an image. */
  Response thumbnail(String owner, Attachment attachment) {
    return Response.fromResponse(content(owner, attachment, Variant.THUMBNAIL))
        .header("Content-Disposition", "inline")
        .build();
  }

  private Response content(String owner, Attachment attachment, Variant variant) {
    String type =
        store
            .type(owner, attachment.id(), variant)
            .orElseThrow(() -> new ApiException(404, "attachment.unknown"));
    String id = attachment.id();
    StreamingOutput content =
        out -> {
          int seq = 0;
          for (byte[] piece = store.piece(id, variant, seq);
              piece != null;
              piece = store.piece(id, variant, ++seq)) {
            out.write(piece);
          }
        };
    return Response.ok(content, type)
        .header("Content-Security-Policy", "sandbox; default-src 'none'")
        .header("X-Content-Type-Options", "nosniff")
        .header("Cache-Control", "private, max-age=86400")
        .build();
  }
}
