package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.provider.openai.Models;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** The models that the upstream lists, asked for at most once a minute. */
@ApplicationScoped
public class ModelCatalog {

  private static final Duration FRESH = Duration.ofMinutes(1);

  private record Listing(List<String> ids, long nanos) {}

  private volatile Listing listing;

  @Inject Models models;
  @Inject Settings settings;

  /**
   * The models offered.
   *
   * @throws ApiException 502 where the upstream does not say
   */
  List<String> fetch() {
    Listing last = listing;
    if (last == null || System.nanoTime() - last.nanos > FRESH.toNanos()) {
      try {
        last = new Listing(models.list(), System.nanoTime());
      } catch (UncheckedIOException e) {
        throw new ApiException(502, "upstream.models");
      }
      listing = last;
    }
    return last.ids;
  }

  /** The same, but never an error: the configured model at least. */
  List<String> known() {
    try {
      return fetch();
    } catch (ApiException e) {
      return List.of(settings.upstream().model());
    }
  }
}
