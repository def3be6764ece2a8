package chat.suda.conversation;

import chat.suda.database.Micros;
import chat.suda.provider.Parameters;
import chat.suda.stream.Ids;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A preset as stored. */
@Entity
@Table(name = "preset")
class PresetRow {

  @Id String id;
  String owner;
  String name;
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

  String tools;
  boolean shared;

  @Column(name = "created_at")
  long createdAt;

  @Column(name = "updated_at")
  long updatedAt;

  protected PresetRow() {}

  static PresetRow create(String owner, Preset preset) {
    PresetRow row = new PresetRow();
    row.id = Ids.next();
    row.owner = owner;
    row.createdAt = Micros.now();
    row.set(preset);
    return row;
  }

  void set(Preset preset) {
    name = TextNormalizer.storable(preset.name());
    model = TextNormalizer.storable(preset.model());
    systemPrompt = TextNormalizer.storable(preset.systemPrompt());
    temperature = preset.parameters().temperature();
    maxTokens = preset.parameters().maxTokens();
    topP = preset.parameters().topP();
    frequencyPenalty = preset.parameters().frequencyPenalty();
    presencePenalty = preset.parameters().presencePenalty();
    reasoningEffort = preset.parameters().reasoningEffort();
    tools = TextNormalizer.storable(preset.tools());
    shared = preset.shared();
    updatedAt = Micros.now();
  }

  Preset view() {
    return new Preset(
        id,
        name,
        model,
        systemPrompt,
        new Parameters(
            temperature, maxTokens, topP, frequencyPenalty, presencePenalty, reasoningEffort),
        tools,
        shared,
        Timestamps.text(Micros.instant(createdAt)),
        Timestamps.text(Micros.instant(updatedAt)));
  }
}
