package chat.suda.provider.demo;

import chat.suda.provider.Parameters;
import chat.suda.provider.Prompt;
import chat.suda.provider.Prompt.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * The answers of the demo model: prepared texts, in Korean for a question with Hangul and otherwise
 * in English.
 */
final class DemoAnswer {

  private static final String FIGURES = "server_figures";

  private final Prompt prompt;
  private final List<String> questions;
  private final String question;
  private final boolean korean;

  private DemoAnswer(Prompt prompt) {
    this.prompt = prompt;
    questions = said(Role.USER);
    question = questions.isEmpty() ? "" : questions.get(questions.size() - 1);
    korean =
        question
            .codePoints()
            .anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HANGUL);
  }

  /** The answer's text, in Markdown. */
  static String to(Prompt prompt) {
    return new DemoAnswer(prompt).text();
  }

  /** The tool to call instead, if one of the offered tools fits; else {@code null}. */
  static String call(Prompt prompt) {
    boolean offered = prompt.tools().stream().anyMatch(tool -> tool.name().equals(FIGURES));
    DemoAnswer answer = new DemoAnswer(prompt);
    return offered && answer.figures() == null && Topic.of(answer.question) == Topic.FIGURES
        ? FIGURES
        : null;
  }

  /** The tool's result for the last question, or {@code null}. */
  private String figures() {
    Prompt.Turn last = prompt.turns().get(prompt.turns().size() - 1);
    return last.role() == Role.TOOL ? last.content() : null;
  }

  private String text() {
    if (figures() != null) {
      return text("figures");
    }
    return switch (Topic.of(question)) {
      case GREETING -> text("greeting");
      case CODE -> text("code");
      case TABLE -> text("table");
      case LONG -> longText(Topic.wordsWanted(question));
      case FIGURES, OTHER -> questions.size() > 1 ? text("followup") : text("tour");
    };
  }

  private String text(String name) {
    return template(name).filled(values());
  }

  /** As many sections of the long text as the number of words requires, repeated if necessary. */
  private String longText(int words) {
    List<String> sections = List.of(text("long").split("\n\n(?=## )"));
    List<String> chosen = new ArrayList<>(sections.subList(0, 2));
    int count = wordCount(chosen.get(0)) + wordCount(chosen.get(1));
    for (int next = 2; count < words; next++) {
      if (next == sections.size()) {
        chosen.add(text("again"));
        next = 1;
      }
      chosen.add(sections.get(next));
      count += wordCount(sections.get(next));
    }
    return String.join("\n\n", chosen);
  }

  private Map<String, String> values() {
    Map<String, String> values = new HashMap<>();
    if (figures() != null) {
      values.put("figures", figures().replace("`", "'"));
    }
    values.put("quote", Quote.of(question));
    values.put("characters", String.valueOf(Graphemes.of(question).size()));
    values.put("words", String.valueOf(wordCount(question)));
    values.put("turn", ordinal(questions.size()));
    if (questions.size() > 1) {
      values.put("previous", Quote.of(questions.get(questions.size() - 2)));
    }
    List<String> system = new ArrayList<>(said(Role.SYSTEM));
    system.addAll(said(Role.DEVELOPER));
    if (!system.isEmpty()) {
      values.put("system", Quote.of(String.join(" ", system)));
    }
    values.put("parameters", parameters());
    values.put("facts", template("facts").filled(values));
    List<String> tips = template("tips").parts();
    values.put("tip", tips.get(questions.size() % tips.size()));
    return values;
  }

  private String parameters() {
    Parameters given = prompt.parameters();
    StringJoiner list = new StringJoiner(", ").add("`model` " + Quote.of(prompt.model()));
    if (given.temperature() != null) {
      list.add("`temperature` " + given.temperature());
    }
    if (given.maxTokens() != null) {
      list.add("`max_tokens` " + given.maxTokens());
    }
    if (given.topP() != null) {
      list.add("`top_p` " + given.topP());
    }
    return list.toString();
  }

  private Template template(String name) {
    return Template.read(korean ? "ko" : "en", name);
  }

  private List<String> said(Role role) {
    return prompt.turns().stream()
        .filter(turn -> turn.role() == role)
        .map(Prompt.Turn::content)
        .toList();
  }

  private String ordinal(int number) {
    if (korean) {
      return number == 1 ? "첫 번째" : number + "번째";
    }
    boolean teens = number % 100 / 10 == 1;
    return number
        + switch (teens ? 0 : number % 10) {
          case 1 -> "st";
          case 2 -> "nd";
          case 3 -> "rd";
          default -> "th";
        };
  }

  private static int wordCount(String text) {
    return text.isBlank() ? 0 : text.strip().split("\\s+").length;
  }
}
