package dev.nodens.plugin.dynupdate;

import dev.nodens.wire.Name;
import dev.nodens.zone.update.Entry;
import dev.nodens.zone.update.Limits;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What `dynupdate` says.
///
/// @param zone that clients change
/// @param file the zone file that it starts with, as written
/// @param database the file that keeps it, as written; empty if it lives in memory only
/// @param rules who may change what; one that fits is enough
/// @param limits of the zone and of requests
public record DynupdateConfig(
    Name zone, String file, Optional<String> database, List<Rule> rules, Limits limits) {

  public DynupdateConfig {
    rules = List.copyOf(rules);
  }

  /// Lets the owner of a key make changes.
  ///
  /// @param key name of the TSIG key
  /// @param name whose records; empty for all names of the zone
  /// @param anyType whether all types may change, whatever `types` says
  /// @param types that may change; ANY stands for the removal of everything at a name
  public record Rule(Name key, Optional<Name> name, boolean anyType, Set<Integer> types) {

    public Rule {
      types = Set.copyOf(types);
    }

    boolean allows(Name signer, Entry change) {
      return key.equals(signer)
          && (name.isEmpty() || name.get().equals(change.owner()))
          && (anyType || types.contains(change.type()));
    }
  }

  /// Whether a rule names this key.
  boolean knows(Name signer) {
    return rules.stream().anyMatch(rule -> rule.key().equals(signer));
  }

  /// Whether the owner of this key may make the change.
  boolean allows(Name signer, Entry change) {
    return rules.stream().anyMatch(rule -> rule.allows(signer, change));
  }
}
