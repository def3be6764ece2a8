package chat.suda.provider.demo;

import chat.suda.provider.Parameters;
import chat.suda.provider.Prompt;
import chat.suda.provider.Prompt.Role;
import chat.suda.provider.Prompt.Turn;
import chat.suda.provider.ToolDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The body of OpenAI's {@code POST /chat/completions}. Other members are ignored.
 *
 * @param prompt the conversation
 * @param stream whether the answer is an event stream
 * @param includeUsage whether a last chunk contains the usage
 */
record DemoRequest(Prompt prompt, boolean stream, boolean includeUsage) {

  /**
   * Reads the body.
   *
   * @throws InvalidRequestException with status 400
   */
  static DemoRequest parse(byte[] body) throws InvalidRequestException {
    RequestMembers members = RequestMembers.parse(body);
    String model = members.get("model", String.class);
    if (model == null || model.isBlank()) {
      throw members.wrong("model", "you must provide a model");
    }
    members.number("n", 1, 1);
    Map<?, ?> streamOptions = members.get("stream_options", Map.class);
    return new DemoRequest(
        new Prompt(model, turns(members), parameters(members)).withTools(tools(members)),
        members.flag("stream"),
        streamOptions != null && Boolean.TRUE.equals(streamOptions.get("include_usage")));
  }

  /** Only the names are needed. */
  private static List<ToolDefinition> tools(RequestMembers members) throws InvalidRequestException {
    List<ToolDefinition> tools = new ArrayList<>();
    for (RequestMembers tool : members.objects("tools")) {
      Map<?, ?> function = tool.get("function", Map.class);
      if (function != null && function.get("name") instanceof String name) {
        tools.add(new ToolDefinition(name, "", "{}"));
      }
    }
    return tools;
  }

  private static Parameters parameters(RequestMembers members) throws InvalidRequestException {
    Double most = members.number("max_completion_tokens", 1, Integer.MAX_VALUE);
    if (most == null) {
      most = members.number("max_tokens", 1, Integer.MAX_VALUE);
    }
    return new Parameters(
        members.number("temperature", 0, 2),
        most == null ? null : most.intValue(),
        members.number("top_p", 0, 1),
        members.number("frequency_penalty", -2, 2),
        members.number("presence_penalty", -2, 2),
        null);
  }

  private static List<Turn> turns(RequestMembers members) throws InvalidRequestException {
    List<Turn> turns = new ArrayList<>();
    for (RequestMembers message : members.objects("messages")) {
      Role role = role(message);
      String callId = message.get("tool_call_id", String.class);
      if (role == Role.TOOL && callId == null) {
        throw message.wrong("tool_call_id", "must say whose result it is");
      }
      turns.add(
          role == Role.TOOL
              ? Turn.result(callId, content(message))
              : new Turn(role, content(message)));
    }
    if (turns.isEmpty()) {
      throw members.wrong("messages", "at least one message is needed");
    }
    return turns;
  }

  private static Role role(RequestMembers message) throws InvalidRequestException {
    String name = message.get("role", String.class);
    for (Role role : Role.values()) {
      if (role.wireName().equals(name)) {
        return role;
      }
    }
    throw message.wrong("role", "must be system, developer, user, assistant or tool");
  }

  /** A string, or a list of parts, of which those with text are used. */
  private static String content(RequestMembers message) throws InvalidRequestException {
    if (!(message.get("content", Object.class) instanceof List)) {
      String text = message.get("content", String.class);
      return text == null ? "" : text;
    }
    StringBuilder text = new StringBuilder();
    for (RequestMembers part : message.objects("content")) {
      String piece = part.get("text", String.class);
      text.append(piece == null ? "" : piece);
    }
    return text.toString();
  }
}
