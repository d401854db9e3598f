package dev.nodens.plugin.transfer;

import dev.nodens.core.config.HostPort;
import dev.nodens.wire.Name;
import java.util.List;
import java.util.Optional;

/// What all uses of `transfer` in one block say.
///
/// @param rules in the order of the Corefile
public record TransferConfig(List<Rule> rules) {

  public TransferConfig {
    rules = List.copyOf(rules);
  }

  /// One use.
  ///
  /// @param zones that it holds for, and for those below
  /// @param anyone whether everybody may have them
  /// @param secondaries IP addresses of those who may have them and are told of changes
  /// @param source IP address that notifications come from; empty for the system's choice
  public record Rule(
      List<Name> zones, boolean anyone, List<HostPort> secondaries, Optional<String> source) {

    public Rule {
      zones = List.copyOf(zones);
      secondaries = List.copyOf(secondaries);
    }
  }
}
