package chat.suda.generation;

import chat.suda.conversation.Turn;
import chat.suda.limits.Allowance;

/**
 * A user's turn that is to be answered.
 *
 * @param owner of the conversation
 * @param asker who asks, for the tools that the answer may call, or {@code null}
 * @param allowance of the owner
 */
public record RequestedTurn(
    String owner,
    AnswerRequest.Asker asker,
    String conversationId,
    Turn turn,
    Allowance allowance) {}
