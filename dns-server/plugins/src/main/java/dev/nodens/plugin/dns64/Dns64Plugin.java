package dev.nodens.plugin.dns64;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cidr;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import java.util.List;

/// `dns64 [PREFIX]`, or `dns64 { prefix PREFIX; translate_all; allow_ipv4 }`.
public final class Dns64Plugin implements Plugin<Dns64Config> {
  @Override
  public String name() {
    return "dns64";
  }

  @Override
  public Dns64Config parse(Cursor cursor, BlockScope scope) {
    Cidr prefix = Dns64Config.WELL_KNOWN;
    boolean translateAll = false;
    boolean allowIpv4 = false;
    while (cursor.next()) {
      List<String> args = cursor.remainingArgs();
      if (args.size() > 1) {
        throw cursor.argumentError();
      }
      if (args.size() == 1) {
        prefix = prefix(args.getFirst(), cursor);
        continue;
      }
      while (cursor.nextBlock()) {
        switch (cursor.value()) {
          case "prefix" -> prefix = prefix(cursor.argument(), cursor);
          case "translate_all" -> translateAll = true;
          case "allow_ipv4" -> allowIpv4 = true;
          default -> throw cursor.error("unknown property '" + cursor.value() + "'");
        }
      }
    }
    return new Dns64Config(prefix, translateAll, allowIpv4);
  }

  private static Cidr prefix(String text, Cursor cursor) {
    Cidr prefix;
    try {
      prefix = Cidr.parse(text);
    } catch (IllegalArgumentException e) {
      throw cursor.refusal(String.valueOf(e.getMessage()));
    }
    if (prefix.address().length != 16) {
      throw cursor.error(
          "invalid netmask 32 IPv6 address: " + GoSyntax.quote(prefix.network().toString()));
    }
    return switch (prefix.bits()) {
      case 32, 40, 48, 56, 64, 96 -> prefix.network();
      default ->
          throw cursor.error(
              "invalid prefix length " + GoSyntax.quote(prefix.network().toString()));
    };
  }

  @Override
  public void install(Dns64Config config, Installation installation) {
    var translated =
        installation
            .metrics()
            .counters(
                "coredns_dns64_requests_translated_total",
                "Queries answered with translated addresses.",
                "server");
    installation.handler(new Dns64Handler(config, translated));
  }
}
