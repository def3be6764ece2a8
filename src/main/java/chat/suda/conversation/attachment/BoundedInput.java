package chat.suda.conversation.attachment;

import chat.suda.conversation.attachment.UnreadableFileException.Reason;
import java.io.IOException;
import java.io.InputStream;

/** Fails if decompressed data exceed a bound or take too long. */
final class BoundedInput extends CountedInput {

  private final Deadline deadline;

  /**
   * @param most bytes
   */
  BoundedInput(InputStream in, long most, Deadline deadline) {
    super(in, most);
    this.deadline = deadline;
  }

  @Override
  protected void check() throws IOException {
    deadline.check();
  }

  @Override
  protected IOException tooMuch() {
    return new UnreadableFileException(Reason.TOO_COMPLEX);
  }
}
