package chat.suda.generation;

import chat.suda.config.Settings;
import chat.suda.conversation.CalledTool;
import chat.suda.tool.OfferedTool;
import chat.suda.tool.ToolCaller;
import chat.suda.tool.Toolbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Decides which answers may call tools, and which tools. */
@ApplicationScoped
class AnswerTools {

  @Inject Settings settings;
  @Inject Toolbox toolbox;
  @Inject ProviderFactory upstream;

  /** Starts to load the tool lists, so that the first answer does not wait for them. */
  void open() {
    toolbox.open();
  }

  /** Whether the answer may call tools, if there are any. */
  boolean mayBeCalledBy(AnswerRequest request) {
    return request.kept() && request.asker() != null && !toolbox.isEmpty(demo(request));
  }

  /** The tool loop of an answer that may call tools; completes soon. */
  CompletionStage<ToolLoop> loop(Answer answer, AnswerMeters meters) {
    AnswerRequest request = answer.request();
    AnswerRequest.Asker asker = request.asker();
    ToolCaller caller = new ToolCaller(request.owner(), asker.name(), asker.email(), asker.roles());
    return toolbox
        .offered(caller, demo(request))
        .thenApply(offered -> loop(answer, chosen(offered, asker.tools()), caller, meters));
  }

  /**
   * @param names a JSON array, or {@code null} for all
   */
  private static Map<String, OfferedTool> chosen(Map<String, OfferedTool> offered, String names) {
    if (names == null) {
      return offered;
    }
    Map<String, OfferedTool> chosen = new LinkedHashMap<>(offered);
    try (JsonReader reader = Json.createReader(new StringReader(names))) {
      chosen.keySet().retainAll(reader.readArray().getValuesAs(JsonString::getString));
    }
    return chosen;
  }

  /** The tool loop of a lost node's answer: it makes no more calls. */
  ToolLoop called(Answer answer, List<CalledTool> before, AnswerMeters meters) {
    ToolLoop loop = loop(answer, Map.of(), null, meters);
    loop.adopt(before);
    return loop;
  }

  private ToolLoop loop(
      Answer answer, Map<String, OfferedTool> offered, ToolCaller caller, AnswerMeters meters) {
    return new ToolLoop(
        offered,
        new ToolLoop.Context(caller, settings.tools(), upstream.executor(), meters),
        answer::keepAndTell);
  }

  private boolean demo(AnswerRequest request) {
    return settings.upstreamOf(request.prompt().model()).demo();
  }
}
