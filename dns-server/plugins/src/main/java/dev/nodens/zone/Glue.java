package dev.nodens.zone;

import dev.nodens.core.Exchange;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrType;
import dev.nodens.wire.WireName;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Addresses that the client would ask for next, in the additional section.
final class Glue {
  private Glue() {}

  /// The addresses of those name servers whose names lie at or below `owner` (RFC 1034 §4.2.1).
  static void below(Exchange exchange, Zone zone, byte[] owner, Rrset servers) {
    for (int i = 0; i < servers.size(); i++) {
      byte[] name = servers.data(i);
      int offset = 0;
      while (name.length - offset > owner.length) {
        offset += (name[offset] & 0xff) + 1;
      }
      if (Arrays.equals(name, offset, name.length, owner, 0, owner.length)) {
        addresses(exchange, zone, name, 0);
      }
    }
  }

  /// The addresses of the hosts that MX, SRV, SVCB and HTTPS records name, each host once.
  static void ofTargets(Exchange exchange, Zone zone, Rrset rrset) {
    int at = targetAt(rrset.type());
    for (int i = 0; at >= 0 && i < rrset.size(); i++) {
      byte[] data = rrset.data(i);
      if (zone.contains(data, at) && isFirst(rrset, i, at)) {
        addresses(exchange, zone, data, at);
      }
    }
  }

  private static int targetAt(int type) {
    return switch (type) {
      case RrType.MX, RrType.SVCB, RrType.HTTPS -> 2;
      case RrType.SRV -> 6;
      default -> -1;
    };
  }

  private static boolean isFirst(Rrset rrset, int index, int at) {
    byte[] name = rrset.data(index);
    int end = at + WireName.length(name, at);
    for (int i = 0; i < index; i++) {
      byte[] other = rrset.data(i);
      int otherEnd = at + WireName.length(other, at);
      if (Arrays.equals(name, at, end, other, at, otherEnd)) {
        return false;
      }
    }
    return true;
  }

  private static void addresses(Exchange exchange, Zone zone, byte[] name, int at) {
    @Nullable Node host = zone.find(name, at, WireName.length(name, at));
    if (host != null) {
      write(exchange, host, host.find(RrType.A));
      write(exchange, host, host.find(RrType.AAAA));
    }
  }

  private static void write(Exchange exchange, Node host, @Nullable Rrset addresses) {
    if (addresses != null) {
      addresses.write(
          exchange.reply(), RecordCursor.ADDITIONAL, host.name(), exchange.query().dnssecOk());
    }
  }
}
