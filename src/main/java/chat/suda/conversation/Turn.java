package chat.suda.conversation;

import chat.suda.provider.Parameters;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A user's action that leads to an answer. */
public sealed interface Turn {

  Options options();

  /** The same turn at another position of the owner's log, evaluated when it begins. */
  Turn at(Supplier<String> cursor);

  /**
   * Sends a message.
   *
   * @param parentId the answer that it follows; {@code null} for the active message
   * @param atRoot begins a new branch at the root instead
   * @param attachments ids of attachments
   */
  record Send(
      String content, String parentId, boolean atRoot, List<String> attachments, Options options)
      implements Turn {

    public Send(String content, String parentId, boolean atRoot, Options options) {
      this(content, parentId, atRoot, List.of(), options);
    }

    @Override
    public Turn at(Supplier<String> cursor) {
      return new Send(content, parentId, atRoot, attachments, options.at(cursor));
    }
  }

  /** Requests another answer as a sibling. */
  record Regenerate(String messageId, Options options) implements Turn {

    @Override
    public Turn at(Supplier<String> cursor) {
      return new Regenerate(messageId, options.at(cursor));
    }
  }

  /**
   * Replaces a message of the user by another one on a new branch.
   *
   * @param attachments ids of attachments, or {@code null} for the message's own
   */
  record Edit(String messageId, String content, List<String> attachments, Options options)
      implements Turn {

    public Edit(String messageId, String content, Options options) {
      this(messageId, content, null, options);
    }

    @Override
    public Turn at(Supplier<String> cursor) {
      return new Edit(messageId, content, attachments, options.at(cursor));
    }
  }

  /**
   * @param model for this answer, or {@code null} for the conversation's
   * @param parameters likewise; not stored
   * @param cursor returns an id in the event log that includes everything before the answer
   * @param mayUse whether the caller may use a model
   * @param idempotencyKey of the request, or {@code null}
   * @param fingerprint of the request; not {@code null} if there is a key
   */
  record Options(
      String model,
      Parameters parameters,
      Supplier<String> cursor,
      Predicate<String> mayUse,
      String idempotencyKey,
      String fingerprint) {

    public static final Options NONE =
        new Options(null, null, () -> null, model -> true, null, null);

    Options at(Supplier<String> newCursor) {
      return new Options(model, parameters, newCursor, mayUse, idempotencyKey, fingerprint);
    }
  }
}
