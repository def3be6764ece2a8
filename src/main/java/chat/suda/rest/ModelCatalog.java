package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.config.UpstreamSettings;
import chat.suda.generation.ProviderFactory;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** The models of the servers that a caller may use. */
@ApplicationScoped
public class ModelCatalog {

  /**
   * The offered models.
   *
   * @param models their names
   * @param unavailable the names of servers that could not be queried
   */
  record Offer(List<String> models, List<String> unavailable) {}

  private final List<ModelListing> listings = new ArrayList<>();

  @Inject Settings settings;
  @Inject ProviderFactory providers;
  @Inject ModelAccess access;

  /** Not on the executor: a slow server could occupy its threads without a bound. */
  @Resource ManagedThreadFactory threads;

  @PostConstruct
  void prepare() {
    Executor executor = task -> threads.newThread(task).start();
    for (UpstreamSettings upstream : settings.upstreams()) {
      listings.add(new ModelListing(upstream, () -> providers.models(upstream), executor));
    }
  }

  /**
   * The offered models. Blocks for at most a second, the first time for three.
   *
   * @throws ApiException 502 if the only server could not be queried
   */
  Offer fetch(HttpServletRequest caller) {
    Offer offer = known(caller);
    boolean none = listings.size() == 1 && listings.get(0).state().ids().isEmpty();
    if (none && listings.get(0).state().failed()) {
      throw new ApiException(502, "upstream.models");
    }
    return offer;
  }

  /**
   * The default model, or another one if the caller may not use it; {@code null} if there is none.
   */
  String defaultFor(Offer offer, HttpServletRequest caller) {
    return access.mayUse(settings.defaultModel(), caller)
        ? settings.defaultModel()
        : offer.models().stream().findFirst().orElse(null);
  }

  /** Likewise, without an error: at least the default model. */
  Offer known(HttpServletRequest caller) {
    List<UpstreamSettings> usable = access.upstreams(caller);
    List<ModelListing> asked =
        listings.stream().filter(listing -> usable.contains(listing.upstream())).toList();
    CompletableFuture.allOf(
            asked.stream().map(ModelListing::refresh).toArray(CompletableFuture<?>[]::new))
        .join();
    Set<String> models = new LinkedHashSet<>();
    List<String> unavailable = new ArrayList<>();
    for (ModelListing listing : asked) {
      ModelListing.State state = listing.state();
      if (state.ids().isPresent() && !(state.failed() && listings.size() > 1)) {
        models.addAll(state.ids().get());
      } else {
        listing.upstream().name().ifPresent(unavailable::add);
      }
    }
    if (models.isEmpty() && access.mayUse(settings.defaultModel(), caller)) {
      models.add(settings.defaultModel());
    }
    return new Offer(List.copyOf(models), unavailable);
  }
}
