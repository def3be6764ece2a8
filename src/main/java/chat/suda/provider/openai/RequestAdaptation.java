package chat.suda.provider.openai;

import chat.suda.provider.Parameters;
import chat.suda.provider.Prompt;
import chat.suda.provider.ToolCall;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How requests to a model are adapted to what its server rejects. Immutable.
 *
 * @param leftOut members that are not sent
 * @param rewrites members that are sent in another form
 * @param promptChars maximum length of the prompt, in UTF-16 code units
 */
record RequestAdaptation(Set<Member> leftOut, Set<Rewrite> rewrites, int promptChars) {

  /** Optional members that a server may reject. */
  enum Member {
    MAX_TOKENS("max[ _-]?(completion|output)?[ _-]?tokens"),
    TEMPERATURE("temperature"),
    TOP_P("top[ _-]?p"),
    FREQUENCY_PENALTY("(frequency[ _-]?)?penalt(y|ies)"),
    PRESENCE_PENALTY("(presence[ _-]?)?penalt(y|ies)"),
    STREAM_OPTIONS("stream[ _-]?options|include[ _-]?usage"),
    REASONING_EFFORT("reasoning[ _.-]?effort|reasoning|thinking"),
    TOOLS("tools?|tool[ _-]?(use|calls?|calling|choice)|functions?|function[ _-]?call(s|ing)?");

    private final Pattern name;

    Member(String name) {
      this.name =
          Pattern.compile("(?<![a-z0-9_])(?:" + name + ")(?![a-z0-9_])", Pattern.CASE_INSENSITIVE);
    }
  }

  /** Alternative forms for what a server rejects. */
  enum Rewrite {
    /** {@code max_tokens} as {@code max_completion_tokens}. */
    COMPLETION_TOKENS,
    /** System instructions before the first question, for a model without that role. */
    SYSTEM_IN_QUESTION,
    /** Calls of tools by {@linkplain ToolCall#shortId short ids}. */
    SHORT_CALL_IDS,
    /** Calls that another model made with {@link #NO_SIGNATURE}. */
    SIGNED_CALLS,
    /** Calls with the model's {@code reasoning_content} before them. */
    REASONED_CALLS
  }

  static final RequestAdaptation NONE =
      new RequestAdaptation(Set.of(), Set.of(), Integer.MAX_VALUE);

  /** Gemini: the documented value for a call that the model has not signed. */
  private static final String NO_SIGNATURE =
      "{\"google\":{\"thought_signature\":\"skip_thought_signature_validator\"}}";

  /** Gemini's models: "Function call is missing a thought_signature in functionCall parts". */
  private static final Pattern SIGNATURE =
      Pattern.compile("thought[ _-]?signature", Pattern.CASE_INSENSITIVE);

  /**
   * DeepSeek's and Moonshot's models, while they think: "reasoning_content is missing in assistant
   * tool call message", "must be passed back".
   */
  private static final Pattern REASONING =
      Pattern.compile("reasoning[ _-]?content", Pattern.CASE_INSENSITIVE);

  /** Stands for unknown reasoning: an empty one counts as missing. */
  private static final String NO_REASONING = ".";

  /** Mistral's models: "Tool call id was X but must be a-z, A-Z, 0-9, with a length of 9". */
  private static final Pattern CALL_ID =
      Pattern.compile(
          "tool[ _-]?call[ _-]?ids?\\b.{0,200}\\b(length|characters)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Pattern TOO_LONG =
      Pattern.compile(
          "context[ _-]?(length|window|size|limit|shift)|maximum context|exceed_context|prompt is too long"
              + "|(input|prompt)[ _-]length|max_seq_len|max(imum)? size:? [0-9]+ tokens"
              + "|input is too long|too many (input |prompt )?tokens|reduce (the|your) (length|message|prompt)"
              + "|(token|input|prompt)[a-z0-9 ]{0,40} exceed|exceeds? the [a-z ]{0,40}(tokens|context)"
              + "|(tokens|length)\\W{0,3} must be (<=|less than)|(less|fewer) than [0-9]+ tokens"
              + "|max(imum)? (input|prompt) (length|tokens)|longer than the maximum|max(imum)?[ _]model[ _]len",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern NO_SYSTEM_ROLE =
      Pattern.compile(
          "\\b(system|developer)\\b.{0,60}\\b(role|message|instruction|prompt)"
              + "|\\b(role|message|instruction)s?\\b.{0,80}\\b(system|developer)\\b"
              + "|roles must alternate|only.{0,20}user.{0,20}assistant.{0,20}role",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** The combination of both. */
  RequestAdaptation plus(RequestAdaptation other) {
    return new RequestAdaptation(
        union(leftOut, other.leftOut),
        union(rewrites, other.rewrites),
        Math.min(promptChars, other.promptChars));
  }

  private static <T> Set<T> union(Set<T> one, Set<T> other) {
    Set<T> all = new HashSet<>(one);
    all.addAll(other);
    return Set.copyOf(all);
  }

  /**
   * The adaptation after a refusal.
   *
   * @param refusal the server's full answer
   * @param asked the prompt as it was given, not as it was sent
   * @return this, if no adaptation is known
   */
  RequestAdaptation after(String refusal, Prompt asked) {
    if (TOO_LONG.matcher(refusal).find()) {
      return shorter(refusal, asked);
    }
    if (has(asked, turn -> !turn.toolCalls().isEmpty())) {
      if (!rewrites.contains(Rewrite.SIGNED_CALLS) && SIGNATURE.matcher(refusal).find()) {
        return rewriting(Rewrite.SIGNED_CALLS);
      }
      if (!rewrites.contains(Rewrite.REASONED_CALLS) && REASONING.matcher(refusal).find()) {
        return rewriting(Rewrite.REASONED_CALLS);
      }
      if (!rewrites.contains(Rewrite.SHORT_CALL_IDS) && CALL_ID.matcher(refusal).find()) {
        return rewriting(Rewrite.SHORT_CALL_IDS);
      }
    }
    RequestAdaptation without = without(refusal, asked);
    if (without == this
        && !rewrites.contains(Rewrite.SYSTEM_IN_QUESTION)
        && has(asked, turn -> turn.role().isInstruction())
        && NO_SYSTEM_ROLE.matcher(refusal).find()) {
      return rewriting(Rewrite.SYSTEM_IN_QUESTION);
    }
    return without;
  }

  private static boolean has(Prompt asked, Predicate<Prompt.Turn> such) {
    return asked.turns().stream().anyMatch(such);
  }

  private RequestAdaptation shorter(String refusal, Prompt asked) {
    boolean tokens = sends(Member.MAX_TOKENS, asked);
    if (tokens && Member.MAX_TOKENS.name.matcher(refusal).find()) {
      return leavingOut(Set.of(Member.MAX_TOKENS));
    }
    int sent = apply(asked).length();
    RequestAdaptation half = new RequestAdaptation(leftOut, rewrites, sent / 2);
    if (half.apply(asked).length() < sent) {
      return half;
    }
    return tokens ? leavingOut(Set.of(Member.MAX_TOKENS)) : this;
  }

  /** Without the member that is named first, or those that one word names. */
  private RequestAdaptation without(String refusal, Prompt asked) {
    Set<Member> first = EnumSet.noneOf(Member.class);
    int at = Integer.MAX_VALUE;
    for (Member member : Member.values()) {
      Matcher named = member.name.matcher(refusal);
      if (!sends(member, asked) || !named.find() || named.start() > at) {
        continue;
      }
      if (named.start() < at) {
        first.clear();
        at = named.start();
      }
      first.add(member);
    }
    boolean renamed =
        first.contains(Member.MAX_TOKENS)
            && !rewrites.contains(Rewrite.COMPLETION_TOKENS)
            && refusal.toLowerCase(Locale.ROOT).contains("max_completion_tokens");
    return renamed ? rewriting(Rewrite.COMPLETION_TOKENS) : leavingOut(first);
  }

  /** This, if there are none. */
  private RequestAdaptation leavingOut(Set<Member> members) {
    return members.isEmpty()
        ? this
        : plus(new RequestAdaptation(Set.copyOf(members), Set.of(), Integer.MAX_VALUE));
  }

  private RequestAdaptation rewriting(Rewrite rewrite) {
    return plus(new RequestAdaptation(Set.of(), Set.of(rewrite), Integer.MAX_VALUE));
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
    Prompt prompt = asked.with(asked.turns().stream().map(this::reasoned).toList());
    if (promptChars < Integer.MAX_VALUE) {
      prompt = prompt.limitedTo(promptChars);
    }
    if (rewrites.contains(Rewrite.SYSTEM_IN_QUESTION)) {
      prompt = withoutSystemRole(prompt);
    }
    if (leftOut.contains(Member.TOOLS)) {
      prompt = prompt.withoutTools();
    }
    if (rewrites.contains(Rewrite.SHORT_CALL_IDS)) {
      prompt = prompt.with(prompt.turns().stream().map(Prompt.Turn::withShortCallIds).toList());
    }
    if (rewrites.contains(Rewrite.SIGNED_CALLS)) {
      prompt = prompt.with(prompt.turns().stream().map(RequestAdaptation::signed).toList());
    }
    return prompt.alternating().with(parameters(asked.parameters()));
  }

  /** Without the reasoning, which other servers reject, unless it is wanted. */
  private Prompt.Turn reasoned(Prompt.Turn turn) {
    boolean known = turn.reasoning() != null;
    boolean wanted = !turn.toolCalls().isEmpty() && rewrites.contains(Rewrite.REASONED_CALLS);
    return known == wanted ? turn : turn.withReasoning(wanted ? NO_REASONING : null);
  }

  private static Prompt.Turn signed(Prompt.Turn turn) {
    return turn.withCalls(call -> call.extra() == null ? call.withExtra(NO_SIGNATURE) : call);
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
