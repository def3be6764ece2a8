package chat.suda.provider.openai;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Bodies as OpenAI-compatible servers send them, and the expected result: {@code
 * (reasoning)content|finish reason|usage}, or the failure.
 */
final class Answers {

  private static final String DONE = "data: [DONE]\n\n";
  private static final String STOP = choice("\"delta\":{},\"finish_reason\":\"stop\"");

  static Stream<Arguments> answers() {
    return Stream.of(
        answer("a regular answer", "Hello|stop", text("Hel") + text("lo") + STOP + DONE),
        answer(
            "CR LF", "Hello|stop", (text("Hel") + text("lo") + STOP + DONE).replace("\n", "\r\n")),
        answer("CR", "Hello|stop", (text("Hel") + text("lo") + STOP + DONE).replace("\n", "\r")),
        answer(
            "mixed line ends",
            "ab|stop",
            text("a").replace("\n\n", "\r\n\n") + text("b").replace("\n\n", "\n\r") + STOP + DONE),
        answer("a byte order mark", "a|stop", "\uFEFF" + text("a") + STOP + DONE),
        answer(
            "no space after data", "a|stop", (text("a") + STOP + DONE).replace("data: ", "data:")),
        answer(
            "comments", "a|stop", ": OPENROUTER PROCESSING\n\n" + text("a") + ":\n" + STOP + DONE),
        answer(
            "other fields",
            "a|stop",
            "id: 7\nevent: message\nretry: 5\nnonsense\n" + text("a") + STOP + DONE),
        answer(
            "data over several lines",
            "a b|stop",
            "data: {\"choices\":[{\"index\":0,\n:x\ndata:\"delta\":{\"content\":\ndata\ndata: \"a b\"}}]}\n\n"
                + STOP
                + DONE),
        answer("UTF-8 of every length", "é한😀\uFFFD|stop", text("é한😀\\u0000") + STOP + DONE),
        answer(
            "white space kept",
            " \\n a  |stop",
            text(" \\n") + text(" a ") + text(" ") + STOP + DONE),
        answer(
            "role-only chunk", "a|stop", delta("\"role\":\"assistant\"") + text("a") + STOP + DONE),
        answer(
            "empty choices first, as Azure",
            "a|stop",
            "data: {\"choices\":[],\"model\":\"\",\"prompt_filter_results\":[{\"prompt_index\":0}]}\n\n"
                + text("a")
                + STOP
                + DONE),
        answer("null content", "a|stop", delta("\"content\":null") + text("a") + STOP + DONE),
        answer(
            "null choices",
            "a|stop",
            "data: {\"choices\":null,\"error\":null,\"usage\":null}\n\n" + text("a") + STOP + DONE),
        answer("usage in a last chunk", "a|stop|1,2,3", text("a") + STOP + usage(1, 2, 3) + DONE),
        answer(
            "usage beside finish_reason",
            "a|stop|1,2,3",
            text("a")
                + "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"prompt_tokens_details\":{\"cached_tokens\":9},\"total_tokens\":3}}\n\n"
                + DONE),
        answer(
            "usage of Groq",
            "a|stop|1,2,3",
            text("a")
                + "data: {\"x_groq\":{\"id\":\"r\",\"usage\":{\"queue_time\":0.1,\"prompt_tokens\":1,\"completion_tokens\":2}},\"choices\":[{\"delta\":{},\"index\":0,\"finish_reason\":\"stop\"}]}\n\n"
                + DONE),
        answer(
            "usage with every chunk",
            "ab|stop|1,2,3",
            text("a")
                    .replace(
                        "}\n\n", ",\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}\n\n")
                + text("b")
                + STOP
                + usage(1, 2, 3)
                + DONE),
        answer("no [DONE]", "a|stop", text("a") + STOP),
        answer("no last blank line", "a|stop", text("a") + STOP + "data: [DONE]"),
        answer("a finish without its blank line", "a|stop", text("a") + STOP.strip()),
        answer("[DONE] without a finish_reason", "a|stop", text("a") + DONE),
        answer("[DONE] with spaces", "a|stop", text("a") + "data:  [DONE] \n\n"),
        answer(
            "empty finish_reason goes on",
            "ab|length",
            text("a").replace("}]", ",\"finish_reason\":\"\"}]")
                + text("b")
                + choice("\"delta\":{},\"finish_reason\":\"length\"")
                + DONE),
        answer(
            "text beside finish_reason",
            "ab|stop",
            text("a") + choice("\"delta\":{\"content\":\"b\"},\"finish_reason\":\"stop\"") + DONE),
        answer(
            "reasoning_content",
            "(think)a|stop",
            delta("\"content\":null,\"reasoning_content\":\"thi\"")
                + delta("\"reasoning_content\":\"nk\"")
                + text("a")
                + STOP
                + DONE),
        answer(
            "reasoning",
            "(think)a|stop",
            delta("\"reasoning\":\"think\",\"content\":\"\"") + text("a") + STOP + DONE),
        answer(
            "reasoning twice over",
            "(think)a|stop",
            delta("\"reasoning\":\"think\",\"reasoning_content\":\"think\"")
                + text("a")
                + STOP
                + DONE),
        answer(
            "a refusal",
            "No.|stop",
            delta("\"content\":null,\"refusal\":\"No\"")
                + delta("\"refusal\":\".\"")
                + STOP
                + DONE),
        answer(
            "content of parts",
            "(hm)ab|stop",
            delta(
                    "\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]},{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"image\",\"x\":{\"text\":\"no\"}},\"b\"]")
                + STOP
                + DONE),
        answer(
            "reasoning in parts, as Databricks",
            "(hm)ans|stop",
            delta(
                    "\"content\":[{\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"hm\"}]}]")
                + delta("\"content\":[{\"type\":\"text\",\"text\":\"ans\"}]")
                + STOP
                + DONE),
        answer(
            "tool calls alone",
            "|tool_calls",
            delta(
                    "\"tool_calls\":[{\"index\":0,\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"content\\\":1}\"}}]")
                + choice("\"delta\":{},\"finish_reason\":\"tool_calls\"")
                + DONE),
        answer(
            "finish_reason and growing usage with every chunk",
            "abc|stop|3,3,6",
            finishing("a", 1) + finishing("b", 2) + finishing("c", 3) + DONE),
        answer(
            "content after reasoning that has finished",
            "(hm)ab|stop",
            delta("\"reasoning_content\":\"hm\"") + STOP + text("a") + text("b") + STOP + DONE),
        answer(
            "finish_reason null as a word",
            "ab|stop",
            text("a").replace("}]", ",\"finish_reason\":\"null\"}]") + text("b") + STOP + DONE),
        answer(
            "surrogate halves where every chunk has a finish_reason",
            "😀|stop|2,2,4",
            finishing("\\ud83d", 1) + finishing("\\ude00", 2) + DONE),
        answer(
            "think tags over several chunks",
            "(plan)The answer|stop",
            text("<thi")
                + text("nk>\\n pl")
                + text("an \\n</th")
                + text("ink>\\n\\nThe answer")
                + STOP
                + DONE),
        answer(
            "think tags with nothing between",
            "a|stop",
            text("<think>\\n\\n</think>\\n\\na") + STOP + DONE),
        answer(
            "a closing think tag alone",
            "(the plan)The answer|stop",
            text("the ") + text("plan</thi") + text("nk>\\nThe ") + text("answer") + STOP + DONE),
        answer(
            "think tags in code or later are text",
            "Use `</think>` and <think>x|stop",
            text("Use `</thi") + text("nk>` and <think>x") + STOP + DONE),
        answer(
            "a pair of think tags in the middle",
            "Models emit <think>steps</think> before|stop",
            text("Models emit <th") + text("ink>steps</th") + text("ink> before") + STOP + DONE),
        answer("what might have been a tag", "<thin|stop", text("<thi") + text("n") + STOP + DONE),
        answer("a less-than sign at the end", "a <|stop", text("a <") + STOP + DONE),
        answer(
            "think tags beside a reasoning member",
            "(hm)</think>a|stop",
            delta("\"reasoning\":\"hm\"") + text("</think>a") + STOP + DONE),
        answer(
            "the first choice that has text",
            "ab|stop",
            "data: {\"choices\":[{\"index\":0,\"delta\":{}},{\"index\":1,\"delta\":{\"content\":\"a\"}}]}\n\n"
                + text("x")
                + text("b").replace("\"index\":0", "\"index\":1")
                + STOP.replace("\"index\":0", "\"index\":1")
                + DONE),
        answer(
            "an error inside a choice",
            "a|UPSTREAM_ERROR: Provider gone",
            text("a")
                + choice(
                    "\"delta\":{},\"finish_reason\":\"error\",\"error\":{\"code\":502,\"message\":\"Provider gone\"}")),
        answer(
            "an error that is told by nothing else",
            "a|UPSTREAM_ERROR: The model server reported an error in its answer",
            text("a") + choice("\"delta\":{},\"finish_reason\":\"error\"") + DONE),
        answer(
            "an error of Groq's",
            "UPSTREAM_ERROR: Tool use failed",
            "data: {\"choices\":[],\"x_groq\":{\"id\":\"r\",\"error\":\"Tool use failed\"}}\n\n"),
        answer(
            "the cause in metadata.raw",
            "UPSTREAM_ERROR: Image is too small",
            "data: {\"error\":{\"message\":\"Provider returned error\",\"code\":400,\"metadata\":{\"raw\":\"{\\\"error\\\":{\\\"message\\\":\\\"Image is too small\\\"}}\"}}}\n\n"),
        answer(
            "FastAPI's detail",
            "UPSTREAM_ERROR: top_p: Extra inputs are not permitted",
            "data: {\"detail\":[{\"loc\":[\"body\",\"top_p\"],\"msg\":\"Extra inputs are not permitted\"}]}\n\n"),
        answer(
            "an error in a detail",
            "a|UPSTREAM_ERROR: No memory",
            text("a") + "data: {\"detail\":{\"error\":{\"message\":\"No memory\"}}}\n\n"),
        answer(
            "a list of errors",
            "a|UPSTREAM_ERROR: No memory",
            text("a") + "data: {\"errors\":[{\"message\":\"No memory\"}]}\n\n"),
        answer(
            "several choices in one chunk",
            "x|stop",
            "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"x\"},\"finish_reason\":\"length\"},{\"delta\":{\"content\":\"a\"},\"index\":0}]}\n\n"
                + STOP.replace("\"index\":0", "\"index\":1")
                + DONE),
        answer(
            "several choices, a chunk each",
            "ab|stop",
            text("a") + text("x").replace("\"index\":0", "\"index\":1") + text("b") + STOP + DONE),
        answer(
            "several choices, index last",
            "x|stop",
            "data: {\"choices\":[{\"delta\":{\"content\":\"x\"},\"index\":2}]}\n\n"
                + text("a")
                + STOP.replace("\"index\":0", "\"index\":2")
                + DONE),
        answer(
            "no index",
            "a|stop",
            "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}},{\"delta\":{\"content\":\"x\"}}]}\n\n"
                + STOP
                + DONE),
        answer(
            "surrogate halves over two deltas",
            "😀!|stop",
            text("\\ud83d") + text("\\ude00!") + STOP + DONE),
        answer(
            "surrogate halves, other things between",
            "(x)😀|stop",
            text("\\ud83d")
                + delta("\"reasoning\":\"x\"")
                + ": ping\n\n"
                + text("\\ude00")
                + STOP
                + DONE),
        answer(
            "surrogate halves of reasoning",
            "(😀)|stop",
            delta("\"reasoning\":\"\\ud83d\"") + delta("\"reasoning\":\"\\ude00\"") + STOP + DONE),
        answer(
            "lone surrogates",
            "\uFFFDa\uFFFD|stop",
            text("\\ude00a") + text("\\ud83d") + STOP + DONE),
        answer(
            "message in place of delta",
            "Hello|stop",
            text("Hello").replace("delta", "message") + STOP + DONE),
        answer(
            "a last message that repeats all",
            "Hello|stop",
            text("Hel")
                + text("lo")
                + choice("\"message\":{\"content\":\"Hello\"},\"finish_reason\":\"stop\"")
                + DONE),
        answer(
            "a last message that adds",
            "Hello|stop",
            text("Hel")
                + choice("\"message\":{\"content\":\"lo\"},\"finish_reason\":\"stop\"")
                + DONE),
        answer(
            "delta and the message so far, as Perplexity",
            "Hello|stop",
            choice("\"message\":{\"content\":\"Hel\"},\"delta\":{\"content\":\"Hel\"}")
                + choice("\"message\":{\"content\":\"Hello\"},\"delta\":{\"content\":\"lo\"}")
                + STOP
                + DONE),
        answer(
            "a whole completion",
            "Hello|stop|1,2,3",
            " \n{\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}\n"),
        answer(
            "usage without its sum",
            "Hello|stop|5,6,11",
            text("Hello")
                + STOP
                + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5.0,\"completion_tokens\":\"6\",\"total_tokens\":null}}\n\n"
                + DONE),
        answer(
            "an error of a server behind a gateway",
            "UPSTREAM_ERROR: the cause",
            "data: {\"error\":{\"message\":\"{\\\"external_model_provider\\\":\\\"x\\\",\\\"external_model_error\\\":{\\\"error\\\":{\\\"message\\\":\\\"the cause\\\"}}}\"}}\n\n"),
        answer(
            "an error of object form",
            "a|UPSTREAM_ERROR: Overloaded",
            text("a")
                + "data: {\"error\":{\"message\":\"Overloaded\",\"type\":\"server_error\",\"code\":null}}\n\n"),
        answer(
            "an error of string form",
            "UPSTREAM_ERROR: Overloaded",
            "data: {\"error\":\"Overloaded\"}\n\n" + DONE),
        answer(
            "a bare message",
            "UPSTREAM_ERROR: Overloaded",
            "data: {\"object\":\"error\",\"message\":\"Overloaded\",\"code\":500}\n\n"),
        answer(
            "an error event",
            "UPSTREAM_ERROR: The model server reported an error in its answer",
            "event: error\ndata: oh no\n\n"),
        answer(
            "an error field, as llama.cpp",
            "UPSTREAM_ERROR: slot failed",
            "error: {\"code\":500,\"message\":\"slot failed\",\"type\":\"server_error\"}\n\n"),
        answer(
            "an error that says rate limit",
            "RATE_LIMITED: Slow down",
            "data: {\"error\":{\"message\":\"Slow down\",\"code\":\"rate_limit_exceeded\"}}\n\n"),
        answer(
            "an error of status 429",
            "RATE_LIMITED: Slow down",
            "data: {\"error\":{\"message\":\"Slow down\",\"code\":429}}\n\n"),
        answer(
            "an error in place of a stream",
            "UPSTREAM_ERROR: No",
            "{\"error\":{\"message\":\"No\"}}"),
        answer("a cut stream", "a|TRUNCATED: The model server broke off its answer", text("a")),
        answer(
            "a stream cut in an event",
            "a|TRUNCATED: The model server broke off its answer",
            text("a") + text("b").substring(0, 40)),
        answer("nothing", "TRUNCATED: The model server broke off its answer", ""),
        answer("a blank event", "a|stop", "data:\n\ndata: \n\n" + text("a") + STOP + DONE),
        answer(
            "no JSON",
            "a|MALFORMED: The model server's answer could not be understood",
            text("a") + "data: <html>\n\n" + text("b")),
        answer(
            "JSON of another kind",
            "MALFORMED: The model server's answer could not be understood",
            "data: 7\n\n"),
        answer(
            "two objects in one event",
            "MALFORMED: The model server's answer could not be understood",
            "data: {}{}\n\n"),
        answer(
            "a whole body that is no completion",
            "MALFORMED: The model server's answer could not be understood",
            "{\"a\":"));
  }

  private Answers() {}

  private static Arguments answer(String name, String expected, String body) {
    return Arguments.of(name, expected.replace("\\n", "\n"), body.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(String json) {
    return delta("\"content\":\"" + json + "\"");
  }

  private static String delta(String members) {
    return choice("\"delta\":{" + members + "}");
  }

  private static String choice(String members) {
    return "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0," + members + "}]}\n\n";
  }

  private static String finishing(String text, int tokens) {
    return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},\"finish_reason\":\"stop\"}],"
            .formatted(text)
        + "\"usage\":{\"prompt_tokens\":%1$d,\"completion_tokens\":%1$d}}\n\n".formatted(tokens);
  }

  private static String usage(int prompt, int completion, int total) {
    return "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d}}\n\n"
        .formatted(prompt, completion, total);
  }
}
