package dev.nodens.operator.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodens.crd.ClusterDNSSpec;
import java.util.Optional;

/// Writes and reads the accepted declaration that is kept beside its configuration.
public final class AcceptedSpec {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private AcceptedSpec() {}

  /// As JSON, always in the same order.
  public static String write(ClusterDNSSpec spec) {
    try {
      return JSON.writeValueAsString(spec);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of strings and numbers", e);
    }
  }

  /// What was written; empty when somebody broke it.
  public static Optional<ClusterDNSSpec> read(String json) {
    try {
      return Optional.of(JSON.readValue(json, ClusterDNSSpec.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
