package chat.suda.conversation;

import chat.suda.provider.Parameters;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What a user does to get an answer. */
public sealed interface Turn {

  Options options();

  /** The same, begun at the position of the owner's log that is told when it begins. */
  Turn at(Supplier<String> cursor);

  /**
   * Says something.
   *
   * @param parentId the answer that it follows; {@code null} for the active message
   * @param atRoot begins a new branch at the root instead
   * @param attachments the ids of what is sent with it
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

  /** Asks for another answer beside this one. */
  record Regenerate(String messageId, Options options) implements Turn {

    @Override
    public Turn at(Supplier<String> cursor) {
      return new Regenerate(messageId, options.at(cursor));
    }
  }

  /**
   * Says something else in place of this message of theirs, on a branch beside it.
   *
   * @param attachments the ids of what is sent with it, or {@code null} for the message's own
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
   * @param cursor gives an id in the event log at which the answer is empty and all before it is
   *     told
   * @param mayUse whether the caller may use a model
   * @param idempotencyKey of the request, or {@code null}
   * @param fingerprint says what the request was; not {@code null} where there is a key
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
