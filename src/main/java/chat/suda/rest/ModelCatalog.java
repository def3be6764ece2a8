package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.provider.openai.Models;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The models that the upstream lists, asked for at most once a minute. */
@ApplicationScoped
public class ModelCatalog {

  private static final Duration FRESH = Duration.ofMinutes(1);

  /** After a failure the upstream is left alone for a moment, since asking may take seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * @param ids or {@code null} where the upstream did not say
   */
  private record Listing(List<String> ids, long nanos) {

    boolean fresh() {
      Duration age = ids == null ? PATIENCE : FRESH;
      return System.nanoTime() - nanos < age.toNanos();
    }
  }

  private volatile Listing listing;
  private final AtomicBoolean asking = new AtomicBoolean();

  @Inject Models models;
  @Inject Settings settings;

  /**
   * The models offered. Blocks while the upstream is asked.
   *
   * @throws ApiException 502 where the upstream does not say
   */
  List<String> fetch() {
    Listing last = listing;
    if (last == null || !last.fresh()) {
      last = ask();
    }
    if (last.ids == null) {
      throw new ApiException(502, "upstream.models");
    }
    return last.ids;
  }

  /** The same, but never an error, and asked by one caller alone: the configured model at least. */
  List<String> known() {
    Listing last = listing;
    if ((last == null || !last.fresh()) && asking.compareAndSet(false, true)) {
      try {
        last = ask();
      } finally {
        asking.set(false);
      }
    }
    return last == null || last.ids == null ? List.of(settings.upstream().model()) : last.ids;
  }

  private Listing ask() {
    Listing now;
    try {
      now = new Listing(models.list(), System.nanoTime());
    } catch (UncheckedIOException e) {
      now = new Listing(null, System.nanoTime());
    }
    listing = now;
    return now;
  }
}
