package dev.nodens.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/// A Corefile that somebody else keeps.
///
/// @param configMap where it is
/// @param customConfigMap fragments that it imports from `/etc/coredns/custom`
/// @param expectedHash lower-case hex SHA-256 that it shall have; absent for any
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CorefileFrom(
    @Required Source configMap,
    @Nullable CustomSource customConfigMap,
    @Nullable String expectedHash) {

  /// The ConfigMap with the Corefile.
  ///
  /// @param namespace its namespace; absent for the declaration's
  /// @param name its name
  /// @param key key of the Corefile
  /// @param nodeHostsKey key of the node names; absent when it has none
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Source(
      @Nullable String namespace,
      @Required String name,
      String key,
      @Nullable String nodeHostsKey) {
    public Source {
      key = Defaults.or(key, "Corefile");
    }
  }

  /// A ConfigMap with fragments.
  ///
  /// @param namespace its namespace; absent for the declaration's
  /// @param name its name
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record CustomSource(@Nullable String namespace, @Required String name) {}
}
