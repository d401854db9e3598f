package dev.nodens.plugin.acl;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cidr;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.corefile.ZoneKeys;
import dev.nodens.plugin.acl.AclConfig.Action;
import dev.nodens.plugin.acl.AclConfig.Policy;
import dev.nodens.plugin.acl.AclConfig.Rule;
import dev.nodens.wire.Name;
import dev.nodens.wire.RrType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// `acl [ZONES...] { ACTION [type TYPE...] [net SOURCE...] }`.
public final class AclPlugin implements Plugin<AclConfig> {
  @Override
  public String name() {
    return "acl";
  }

  @Override
  public AclConfig parse(Cursor cursor, BlockScope scope) {
    var rules = new ArrayList<Rule>();
    while (cursor.next()) {
      List<Name> zones =
          ZoneKeys.origins(cursor.remainingArgs(), scope.origins()).stream()
              .map(Name::parse)
              .toList();
      var policies = new ArrayList<Policy>();
      while (cursor.nextBlock()) {
        Action action = action(cursor);
        policies.add(policy(action, cursor.remainingArgs(), cursor));
      }
      rules.add(new Rule(zones, policies));
    }
    return new AclConfig(rules);
  }

  private static Action action(Cursor cursor) {
    return switch (cursor.value().toLowerCase(Locale.ROOT)) {
      case "allow" -> Action.ALLOW;
      case "block" -> Action.BLOCK;
      case "filter" -> Action.FILTER;
      case "drop" -> Action.DROP;
      default -> throw unexpected(cursor.value(), "'allow', 'block', 'filter' or 'drop'", cursor);
    };
  }

  private static Policy policy(Action action, List<String> tokens, Cursor cursor) {
    Optional<Set<Integer>> types = Optional.empty();
    Optional<List<Cidr>> networks = Optional.empty();
    boolean allTypes = false;
    boolean allNetworks = false;
    for (int i = 0; i < tokens.size(); ) {
      if (!isSection(tokens.get(i))) {
        throw unexpected(tokens.get(i), "'type | net'", cursor);
      }
      String section = tokens.get(i++).toLowerCase(Locale.ROOT);
      int start = i;
      while (i < tokens.size() && !isSection(tokens.get(i))) {
        i++;
      }
      List<String> values = tokens.subList(start, i);
      if (values.isEmpty()) {
        throw cursor.error("no token specified in " + GoSyntax.quote(section) + " section");
      }
      int star = values.indexOf("*");
      List<String> named = star < 0 ? values : values.subList(0, star);
      if (section.equals("type")) {
        types = Optional.of(types(named, types.orElseGet(Set::of), cursor));
        allTypes |= star >= 0;
      } else {
        networks = Optional.of(networks(named, networks.orElseGet(List::of), cursor));
        allNetworks |= star >= 0;
      }
    }
    return new Policy(
        action, allTypes ? Optional.empty() : types, allNetworks ? Optional.empty() : networks);
  }

  private static boolean isSection(String token) {
    return token.equalsIgnoreCase("type") || token.equalsIgnoreCase("net");
  }

  private static Set<Integer> types(List<String> names, Set<Integer> before, Cursor cursor) {
    var types = new HashSet<>(before);
    for (String name : names) {
      int type = RrType.ofMnemonic(name);
      if (type < 0) {
        throw unexpected(name, "legal QTYPE", cursor);
      }
      types.add(type);
    }
    return types;
  }

  private static List<Cidr> networks(List<String> texts, List<Cidr> before, Cursor cursor) {
    var networks = new ArrayList<>(before);
    for (String text : texts) {
      String cidr = text.contains("/") ? text : text + (text.contains(":") ? "/128" : "/32");
      try {
        networks.add(Cidr.parse(cidr));
      } catch (IllegalArgumentException e) {
        throw cursor.error("illegal CIDR notation " + GoSyntax.quote(cidr));
      }
    }
    return networks;
  }

  private static RuntimeException unexpected(String token, String expected, Cursor cursor) {
    return cursor.error("unexpected token " + GoSyntax.quote(token) + "; expect " + expected);
  }

  @Override
  public void install(AclConfig config, Installation installation) {
    installation.handler(new AclHandler(config, new AclMetrics(installation.metrics())));
  }
}
