package chat.suda.conversation;

import chat.suda.provider.Prompt;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The part of a conversation that is sent to a model: a branch, cut from the oldest to a budget.
 */
final class History {

  /** Messages read at once, from the newest back. */
  private static final int CHUNK = 64;

  private final EntityManager entities;
  private final int budget;
  private final AttachmentTurns attachments;

  /**
   * @param budget in UTF-16 code units; the system prompt and the newest message are kept
   *     regardless
   * @param attachmentChars maximum length of an attachment's text
   */
  History(EntityManager entities, int budget, SentAttachments sent, int attachmentChars) {
    this.entities = entities;
    this.budget = budget;
    this.attachments = new AttachmentTurns(sent, attachmentChars);
  }

  /**
   * @param model the model to be asked
   */
  List<Prompt.Turn> of(ConversationRow conversation, List<String> branch, String model) {
    String system = conversation.systemPrompt;
    boolean hasSystem = system != null && !system.isBlank();
    List<Prompt.Turn> turns = newest(branch, model, hasSystem ? budget - system.length() : budget);
    beginWithQuestion(turns);
    if (hasSystem) {
      turns.add(new Prompt.Turn(Prompt.Role.SYSTEM, system));
    }
    Collections.reverse(turns);
    return turns;
  }

  /**
   * If the oldest remaining message is an answer, it is dropped: some servers reject a missing
   * question.
   */
  private static void beginWithQuestion(List<Prompt.Turn> newestFirst) {
    int last = newestFirst.size() - 1;
    while (last > 0 && newestFirst.get(last).role() != Prompt.Role.USER) {
      newestFirst.remove(last--);
    }
  }

  private List<Prompt.Turn> newest(List<String> branch, String model, int most) {
    List<Prompt.Turn> turns = new ArrayList<>();
    int left = most;
    for (int end = branch.size(); end > 0; end -= CHUNK) {
      List<String> ids = branch.subList(Math.max(0, end - CHUNK), end);
      Map<String, MessageRow> rows = read(ids);
      for (int i = ids.size() - 1; i >= 0; i--) {
        MessageRow row = rows.get(ids.get(i));
        List<CalledTool> calls = CalledTool.parse(row.tools);
        left -= row.content.length() + CalledTool.length(calls);
        if (left < 0 && !turns.isEmpty()) {
          return turns;
        }
        if (!calls.isEmpty()) {
          boolean own = model.equals(row.model);
          List<Prompt.Turn> all = CalledTool.turns(row.content, row.reasoning, calls, own);
          Collections.reverse(all);
          turns.addAll(all);
        } else {
          Prompt.Turn turn = attachments.turn(role(row), row);
          if (!turn.content().isEmpty() || !turn.images().isEmpty()) {
            turns.add(turn);
          }
        }
      }
    }
    return turns;
  }

  private Map<String, MessageRow> read(List<String> ids) {
    return entities
        .createQuery("select m from MessageRow m where m.id in :ids", MessageRow.class)
        .setParameter("ids", ids)
        .getResultStream()
        .collect(Collectors.toMap(row -> row.id, Function.identity()));
  }

  private static Prompt.Role role(MessageRow row) {
    return row.role == Role.USER ? Prompt.Role.USER : Prompt.Role.ASSISTANT;
  }
}
