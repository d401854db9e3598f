package dev.nodens.plugin.tsig;

import dev.nodens.wire.Name;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What `tsig` says.
///
/// @param zones that it holds for, and for those below
/// @param secrets in base64, by the key's name
/// @param files with more keys, as written
/// @param types whose queries must be signed
/// @param opcodes whose requests must be signed
public record TsigConfig(
    List<Name> zones, Map<Name, String> secrets, List<String> files, Needed types, Needed opcodes) {

  public TsigConfig {
    zones = List.copyOf(zones);
    secrets = Map.copyOf(secrets);
    files = List.copyOf(files);
  }

  /// Some numbers, or all.
  public record Needed(boolean all, Set<Integer> some) {
    /// None.
    public static final Needed NONE = new Needed(false, Set.of());

    public Needed {
      some = Set.copyOf(some);
    }

    /// Whether `number` is among them.
    public boolean has(int number) {
      return all || some.contains(number);
    }
  }
}
