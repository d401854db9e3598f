package dev.nodens.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/// Compute resources of the server's container.
///
/// @param requests amount per resource name that the scheduler sets aside
/// @param limits amount per resource name that is never exceeded; the server's heap follows the
///   memory limit
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Resources(Map<String, Quantity> requests, Map<String, Quantity> limits) {
  static final Resources DEFAULT =
      new Resources(
          Map.of("cpu", new Quantity("50m"), "memory", new Quantity("96Mi")),
          Map.of("memory", new Quantity("256Mi")));

  public Resources {
    requests = Defaults.copy(requests, Map.of());
    limits = Defaults.copy(limits, Map.of());
  }
}
