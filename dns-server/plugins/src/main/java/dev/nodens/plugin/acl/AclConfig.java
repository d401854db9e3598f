package dev.nodens.plugin.acl;

import dev.nodens.corefile.Cidr;
import dev.nodens.wire.Name;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What all uses of `acl` in a block say.
///
/// @param rules in the order of the file
public record AclConfig(List<Rule> rules) {

  public AclConfig {
    rules = List.copyOf(rules);
  }

  /// What happens to a query.
  public enum Action {
    /// It goes on, past all other rules.
    ALLOW,
    /// REFUSED.
    BLOCK,
    /// NOERROR without an answer.
    FILTER,
    /// No reply.
    DROP
  }

  /// One use of the directive.
  ///
  /// @param zones that its policies are for
  /// @param policies the first that matches decides
  public record Rule(List<Name> zones, List<Policy> policies) {

    public Rule {
      zones = List.copyOf(zones);
      policies = List.copyOf(policies);
    }
  }

  /// One line.
  ///
  /// @param types queried types; absent for all
  /// @param networks of the client; absent for all
  public record Policy(
      Action action, Optional<Set<Integer>> types, Optional<List<Cidr>> networks) {}
}
