package chat.suda.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.suda.generation.ChatService;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.AsyncResponse;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class MessageResourceTest {

  @Test
  void aStopThatTheOtherNodeDoesNotConfirmIsAnsweredAllTheSame() {
    TimeoutException failure = new TimeoutException();
    MessageResource resource = new MessageResource();
    resource.request = proxy(HttpServletRequest.class, (proxy, method, arguments) -> "me");
    resource.chatService =
        new ChatService() {
          @Override
          public Optional<CompletionStage<Stopped>> stop(String owner, String messageId) {
            return Optional.of(CompletableFuture.failedStage(failure));
          }
        };
    List<Object> answered = new ArrayList<>();
    resource.stop(
        proxy(AsyncResponse.class, (proxy, method, arguments) -> answered.add(arguments[0])));
    assertEquals(List.of(failure), answered);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
