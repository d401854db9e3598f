package dev.nodens.plugin.loadbalance;

import dev.nodens.corefile.Cidr;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What `loadbalance` says.
///
/// @param weights present for the policy `weighted`; otherwise records are shuffled
/// @param prefer addresses in these ranges come first, in this order
public record LoadbalanceConfig(Optional<Weights> weights, List<Cidr> prefer) {

  public LoadbalanceConfig {
    prefer = List.copyOf(prefer);
  }

  /// Where weights come from.
  ///
  /// @param file as written; relative ones count from the block's root directory
  /// @param reload how often to look whether it changed; zero for never
  public record Weights(String file, Duration reload) {}
}
