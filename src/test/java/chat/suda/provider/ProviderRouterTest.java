package chat.suda.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.suda.provider.ProviderRouter.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderRouterTest {

  private final List<String> asked = new ArrayList<>();
  private final ProviderRouter router =
      new ProviderRouter(
          List.of(new Route("openai", provider("first")), new Route("local", provider("second"))));

  @ParameterizedTest
  @CsvSource({
    "openai/gpt, first gpt, openai/gpt",
    "local/qwen/3, second qwen/3, local/qwen/3",
    "gpt, first gpt, openai/gpt",
    "meta/llama, first meta/llama, openai/meta/llama"
  })
  void asksTheServerThatTheNameSays(String model, String expected, String told) {
    List<String> heard = new ArrayList<>();
    Prompt prompt =
        new Prompt(model, List.of(new Prompt.Turn(Prompt.Role.USER, "Hi")), Parameters.NONE);
    router.ask(
        prompt,
        new Provider.Listener() {
          @Override
          public void delta(Delta delta) {
            heard.add(delta.model());
          }

          @Override
          public void completed(Completion completion) {
            heard.add(completion.model());
          }

          @Override
          public void failed(Failure failure) {
            heard.add("failed");
          }
        });
    assertEquals(List.of(expected), asked);
    assertEquals(List.of(told, told), heard);
  }

  private Provider provider(String name) {
    return (prompt, listener) -> {
      asked.add(name + " " + prompt.model());
      listener.delta(new Delta("a", "", prompt.model(), 1));
      listener.completed(new Completion("stop", prompt.model(), null));
      return () -> CompletableFuture.completedStage(null);
    };
  }
}
