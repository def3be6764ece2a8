package chat.suda.conversation;

import chat.suda.database.Micros;
import chat.suda.provider.Parameters;
import chat.suda.stream.Ids;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A conversation as stored. */
@Entity
@Table(name = "conversation")
class ConversationRow {

  @Id String id;
  String owner;
  String title;

  /** Whether the title was set by the user or the model, and is not only the first words. */
  boolean named;

  String model;

  @Column(name = "system_prompt")
  String systemPrompt;

  Double temperature;

  @Column(name = "max_tokens")
  Integer maxTokens;

  @Column(name = "top_p")
  Double topP;

  @Column(name = "frequency_penalty")
  Double frequencyPenalty;

  @Column(name = "presence_penalty")
  Double presencePenalty;

  @Column(name = "reasoning_effort")
  String reasoningEffort;

  /** A JSON array of names, or {@code null} for all. */
  String tools;

  @Column(name = "active_message_id")
  String activeMessageId;

  @Column(name = "running_message_id")
  String runningMessageId;

  @Column(name = "message_count")
  int messageCount;

  @Column(name = "created_at")
  long createdAt;

  @Column(name = "updated_at")
  long updatedAt;

  protected ConversationRow() {}

  static ConversationRow create(String owner) {
    ConversationRow row = new ConversationRow();
    row.id = Ids.next();
    row.owner = owner;
    row.createdAt = Micros.now();
    row.updatedAt = row.createdAt;
    return row;
  }

  void parameters(Parameters given) {
    Parameters p = given == null ? Parameters.NONE : given;
    temperature = p.temperature();
    maxTokens = p.maxTokens();
    topP = p.topP();
    frequencyPenalty = p.frequencyPenalty();
    presencePenalty = p.presencePenalty();
    reasoningEffort = p.reasoningEffort();
  }

  Conversation view() {
    return new Conversation(
        id,
        title,
        model,
        systemPrompt,
        new Parameters(
            temperature, maxTokens, topP, frequencyPenalty, presencePenalty, reasoningEffort),
        tools,
        activeMessageId,
        runningMessageId != null,
        Micros.instant(createdAt),
        Micros.instant(updatedAt));
  }
}
