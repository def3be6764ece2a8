package chat.suda.rest;

import chat.suda.config.Settings;
import chat.suda.config.UpstreamSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;

/** Decides which model servers a caller may use, by {@code suda.provider.NAME.roles}. */
@ApplicationScoped
public class ModelAccess {

  @Inject Settings settings;

  boolean mayUse(String model, HttpServletRequest caller) {
    return mayUse(settings.upstreamOf(model), caller);
  }

  /** The servers that the caller may use, in the configuration's order. */
  List<UpstreamSettings> upstreams(HttpServletRequest caller) {
    return settings.upstreams().stream().filter(upstream -> mayUse(upstream, caller)).toList();
  }

  private static boolean mayUse(UpstreamSettings upstream, HttpServletRequest caller) {
    return upstream.roles().isEmpty() || upstream.roles().stream().anyMatch(caller::isUserInRole);
  }

  /** The refusal of a model. */
  static ApiException refused() {
    return ApiException.field(403, "model", "model.refused");
  }
}
