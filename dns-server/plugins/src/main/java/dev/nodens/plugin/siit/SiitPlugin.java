package dev.nodens.plugin.siit;

import dev.nodens.core.Installation;
import dev.nodens.core.Plugin;
import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cidr;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.corefile.IpLiteral;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `siit { ipv6_prefix PREFIX; eam IPV4 IPV6 }`.
public final class SiitPlugin implements Plugin<SiitConfig> {
  private static final Cidr WELL_KNOWN = Cidr.parse("64:ff9b::/96");

  @Override
  public String name() {
    return "siit";
  }

  @Override
  public SiitConfig parse(Cursor cursor, BlockScope scope) {
    Cidr prefix = WELL_KNOWN;
    Map<ByteBuffer, byte[]> mappings = new LinkedHashMap<>();
    while (cursor.next()) {
      cursor.noMoreArguments();
      while (cursor.nextBlock()) {
        switch (cursor.value()) {
          case "ipv6_prefix" -> prefix = prefix(cursor.argument(), cursor);
          case "eam" -> mapping(cursor, mappings);
          default -> throw cursor.error("unknown property '" + cursor.value() + "'");
        }
      }
    }
    return new SiitConfig(prefix, mappings);
  }

  private static Cidr prefix(String text, Cursor cursor) {
    Cidr prefix;
    try {
      prefix = Cidr.parse(text).network();
    } catch (IllegalArgumentException e) {
      throw cursor.refusal(String.valueOf(e.getMessage()));
    }
    String quoted = GoSyntax.quote(prefix.toString());
    if (prefix.address().length != 16) {
      throw cursor.error("invalid netmask 32 IPv6 address: " + quoted);
    }
    if (!List.of(32, 40, 48, 56, 64, 96).contains(prefix.bits())) {
      throw cursor.error(
          "invalid prefix length " + quoted + ": must be one of /32, /40, /48, /56, /64, /96");
    }
    if (prefix.address()[8] != 0) {
      throw cursor.error("invalid prefix " + quoted + ": reserved octet (byte 8) must be zero");
    }
    return prefix;
  }

  private static void mapping(Cursor cursor, Map<ByteBuffer, byte[]> mappings) {
    List<String> args = cursor.remainingArgs();
    if (args.size() != 2) {
      throw cursor.argumentError();
    }
    byte[] ipv4 = address(args.getFirst(), 4, cursor);
    mappings.put(ByteBuffer.wrap(address(args.getLast(), 16, cursor)), ipv4);
  }

  private static byte[] address(String text, int length, Cursor cursor) {
    byte[] address = IpLiteral.parse(text);
    if (address == null) {
      throw cursor.error("invalid IP address: " + GoSyntax.quote(text));
    }
    byte[] plain = isMapped(address) ? Arrays.copyOfRange(address, 12, 16) : address;
    if (plain.length != length) {
      String family = length == 4 ? "IPv4" : "IPv6";
      String written = GoSyntax.quote(IpLiteral.text(plain));
      throw cursor.error("invalid " + family + " address: " + written);
    }
    return plain;
  }

  /// Whether it is an IPv4 address in the form of an IPv6 one (RFC 4291 §2.5.5.2).
  private static boolean isMapped(byte[] address) {
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};
    return address.length == 16 && Arrays.equals(address, 0, 12, mapped, 0, 12);
  }

  @Override
  public void install(SiitConfig config, Installation installation) {
    var translated =
        installation
            .metrics()
            .counters(
                "coredns_siit_requests_translated_total",
                "Queries answered with translated addresses.",
                "server");
    installation.handler(new SiitHandler(config, translated));
  }
}
