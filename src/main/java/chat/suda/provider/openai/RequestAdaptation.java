package chat.suda.provider.openai;

import chat.suda.provider.Parameters;
import chat.suda.provider.Prompt;
import chat.suda.provider.ToolCall;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model's server has refused, and how it is asked instead. Immutable.
 *
 * @param leftOut members of the request that are not sent
 * @param completionTokens whether {@code max_tokens} is sent as {@code max_completion_tokens}
 * @param systemInQuestion whether the system's text is put before the first question, for a model
 *     without that role
 * @param shortCallIds whether calls of tools are sent by {@linkplain ToolCall#shortId short ids}
 * @param promptChars how much the model is asked at most, in UTF-16 code units
 */
record RequestAdaptation(
    Set<Member> leftOut,
    boolean completionTokens,
    boolean systemInQuestion,
    boolean shortCallIds,
    int promptChars) {

  /** Members that a server may refuse, and an answer does without. */
  enum Member {
    MAX_TOKENS("max[ _-]?(completion|output)?[ _-]?tokens"),
    TEMPERATURE("temperature"),
    TOP_P("top[ _-]?p"),
    FREQUENCY_PENALTY("frequency[ _-]?penalty"),
    PRESENCE_PENALTY("presence[ _-]?penalty"),
    STREAM_OPTIONS("stream[ _-]?options|include[ _-]?usage"),
    REASONING_EFFORT("reasoning[ _.-]?effort|reasoning"),
    TOOLS("tools?|tool[ _-]?(use|calls?|calling|choice)|functions?|function[ _-]?call(s|ing)?");

    private final Pattern name;

    Member(String name) {
      this.name =
          Pattern.compile("(?<![a-z0-9_])(?:" + name + ")(?![a-z0-9_])", Pattern.CASE_INSENSITIVE);
    }
  }

  static final RequestAdaptation NONE =
      new RequestAdaptation(Set.of(), false, false, false, Integer.MAX_VALUE);

  /** Mistral's models: "Tool call id was X but must be a-z, A-Z, 0-9, with a length of 9". */
  private static final Pattern CALL_ID =
      Pattern.compile(
          "tool[ _-]?call[ _-]?ids?\\b.{0,200}\\b(length|characters)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Pattern TOO_LONG =
      Pattern.compile(
          "context[ _-]?(length|window|size)|maximum context|exceed_context|prompt is too long"
              + "|input is too long|too many (input |prompt )?tokens|reduce (the|your) (length|message|prompt)"
              + "|(token|input|prompt)[a-z ]{0,30} exceed|exceeds? the [a-z ]{0,40}(tokens|context)"
              + "|(tokens|length)\\W{0,3} must be (<=|less than)"
              + "|max(imum)? (input|prompt) (length|tokens)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern NO_SYSTEM_ROLE =
      Pattern.compile(
          "\\b(system|developer)\\b.{0,60}\\b(role|message|instruction|prompt)"
              + "|\\b(role|message|instruction)s?\\b.{0,80}\\b(system|developer)\\b"
              + "|roles must alternate",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** What both have learnt. */
  RequestAdaptation plus(RequestAdaptation other) {
    Set<Member> all = EnumSet.noneOf(Member.class);
    all.addAll(leftOut);
    all.addAll(other.leftOut);
    return new RequestAdaptation(
        Set.copyOf(all),
        completionTokens || other.completionTokens,
        systemInQuestion || other.systemInQuestion,
        shortCallIds || other.shortCallIds,
        Math.min(promptChars, other.promptChars));
  }

  /**
   * How to ask after a refusal.
   *
   * @param refusal all that the server has said
   * @param asked the prompt as it was given, not as it was sent
   * @return this, if there is nothing that can be done about it
   */
  RequestAdaptation after(String refusal, Prompt asked) {
    if (TOO_LONG.matcher(refusal).find()) {
      return shorter(refusal, asked);
    }
    boolean hasCalls = asked.turns().stream().anyMatch(turn -> !turn.toolCalls().isEmpty());
    if (hasCalls && !shortCallIds && CALL_ID.matcher(refusal).find()) {
      return new RequestAdaptation(leftOut, completionTokens, systemInQuestion, true, promptChars);
    }
    RequestAdaptation without = without(refusal, asked);
    boolean hasSystem = asked.turns().stream().anyMatch(turn -> turn.role().isInstruction());
    if (without == this
        && hasSystem
        && !systemInQuestion
        && NO_SYSTEM_ROLE.matcher(refusal).find()) {
      return new RequestAdaptation(leftOut, completionTokens, true, shortCallIds, promptChars);
    }
    return without;
  }

  private RequestAdaptation shorter(String refusal, Prompt asked) {
    boolean tokens = sends(Member.MAX_TOKENS, asked);
    if (tokens && Member.MAX_TOKENS.name.matcher(refusal).find()) {
      return leavingOut(Member.MAX_TOKENS);
    }
    Prompt sent = apply(asked);
    int half = sent.length() / 2;
    if (sent.limitedTo(half).length() < sent.length()) {
      return new RequestAdaptation(leftOut, completionTokens, systemInQuestion, shortCallIds, half);
    }
    return tokens ? leavingOut(Member.MAX_TOKENS) : this;
  }

  /** Without the member that is named first. */
  private RequestAdaptation without(String refusal, Prompt asked) {
    Member first = null;
    int at = Integer.MAX_VALUE;
    for (Member member : Member.values()) {
      Matcher named = member.name.matcher(refusal);
      if (sends(member, asked) && named.find() && named.start() < at) {
        first = member;
        at = named.start();
      }
    }
    if (first == null) {
      return this;
    }
    boolean renamed =
        first == Member.MAX_TOKENS
            && !completionTokens
            && refusal.toLowerCase(Locale.ROOT).contains("max_completion_tokens");
    return renamed
        ? new RequestAdaptation(leftOut, true, systemInQuestion, shortCallIds, promptChars)
        : leavingOut(first);
  }

  private RequestAdaptation leavingOut(Member member) {
    return plus(new RequestAdaptation(Set.of(member), false, false, false, Integer.MAX_VALUE));
  }

  private boolean sends(Member member, Prompt asked) {
    Parameters given = asked.parameters();
    return !leftOut.contains(member)
        && switch (member) {
          case MAX_TOKENS -> given.maxTokens() != null;
          case TEMPERATURE -> given.temperature() != null;
          case TOP_P -> given.topP() != null;
          case FREQUENCY_PENALTY -> given.frequencyPenalty() != null;
          case PRESENCE_PENALTY -> given.presencePenalty() != null;
          case REASONING_EFFORT -> given.reasoningEffort() != null;
          case STREAM_OPTIONS -> true;
          case TOOLS -> !asked.tools().isEmpty();
        };
  }

  /** The prompt as it is sent. */
  Prompt apply(Prompt asked) {
    Prompt prompt = systemInQuestion ? withoutSystemRole(asked) : asked;
    if (promptChars < Integer.MAX_VALUE) {
      prompt = prompt.limitedTo(promptChars);
    }
    if (leftOut.contains(Member.TOOLS)) {
      prompt = prompt.withoutTools();
    }
    if (shortCallIds) {
      prompt = prompt.with(prompt.turns().stream().map(Prompt.Turn::withShortCallIds).toList());
    }
    return prompt.alternating().with(parameters(asked.parameters()));
  }

  private Parameters parameters(Parameters given) {
    return new Parameters(
        kept(Member.TEMPERATURE, given.temperature()),
        kept(Member.MAX_TOKENS, given.maxTokens()),
        kept(Member.TOP_P, given.topP()),
        kept(Member.FREQUENCY_PENALTY, given.frequencyPenalty()),
        kept(Member.PRESENCE_PENALTY, given.presencePenalty()),
        kept(Member.REASONING_EFFORT, given.reasoningEffort()));
  }

  private <T> T kept(Member member, T value) {
    return leftOut.contains(member) ? null : value;
  }

  private static Prompt withoutSystemRole(Prompt asked) {
    StringBuilder instructions = new StringBuilder();
    List<Prompt.Turn> turns = new ArrayList<>();
    for (Prompt.Turn turn : asked.turns()) {
      if (turn.role().isInstruction()) {
        instructions.append(turn.content()).append("\n\n");
      } else {
        turns.add(turn);
      }
    }
    for (int i = 0; i < turns.size(); i++) {
      if (turns.get(i).role() == Prompt.Role.USER) {
        String text = instructions + turns.get(i).content();
        turns.set(i, turns.get(i).with(text));
        return asked.with(turns);
      }
    }
    turns.add(0, new Prompt.Turn(Prompt.Role.USER, instructions.toString().strip()));
    return asked.with(turns);
  }
}
