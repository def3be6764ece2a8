package chat.suda.provider;

import java.util.List;
import java.util.Objects;

/**
 * Routes to several model servers. A model of the server {@code local} is called {@code
 * local/model}; without a known prefix it is the first server's.
 */
public final class ProviderRouter implements Provider {

  /**
   * One server.
   *
   * @param name the prefix of its models' names, or {@code null} if it is the only server
   */
  public record Route(String name, Provider provider) {

    public Route {
      Objects.requireNonNull(provider, "provider");
    }

    /** The model's name as this server knows it. */
    public String local(String model) {
      return name != null && model.startsWith(name + '/')
          ? model.substring(name.length() + 1)
          : model;
    }

    /** The model's name as callers know it. */
    public String global(String model) {
      return name == null || model == null ? model : name + '/' + model;
    }
  }

  private final List<Route> routes;

  /**
   * @param routes at least one
   */
  public ProviderRouter(List<Route> routes) {
    this.routes = List.copyOf(routes);
    if (routes.isEmpty()) {
      throw new IllegalArgumentException("routes: none given");
    }
  }

  private Route of(String model) {
    return routes.stream()
        .filter(route -> route.name() != null && model.startsWith(route.name() + '/'))
        .findFirst()
        .orElse(routes.get(0));
  }

  @Override
  public Exchange ask(Prompt prompt, Listener listener) {
    Route route = of(prompt.model());
    return route.name() == null
        ? route.provider().ask(prompt, listener)
        : route
            .provider()
            .ask(prompt.with(route.local(prompt.model())), new Renaming(route, listener));
  }

  @Override
  public boolean continues(String model) {
    Route route = of(model);
    return route.provider().continues(route.local(model));
  }

  @Override
  public ShortAnswer complete(Prompt prompt) {
    Route route = of(prompt.model());
    return route.provider().complete(prompt.with(route.local(prompt.model())));
  }

  /** Passes on the answer with the models' names as callers know them. */
  private record Renaming(Route route, Listener listener) implements Listener {

    @Override
    public void delta(Delta delta) {
      listener.delta(
          new Delta(
              delta.content(),
              delta.reasoning(),
              delta.contentWasReasoning(),
              route.global(delta.model()),
              delta.chunks()));
    }

    @Override
    public void completed(Completion completion) {
      listener.completed(
          new Completion(
              completion.finishReason(),
              route.global(completion.model()),
              completion.usage(),
              completion.toolCalls()));
    }

    @Override
    public void failed(Failure failure) {
      listener.failed(failure);
    }
  }
}
