package dev.nodens.plugin.forward;

import dev.nodens.core.Exchange;
import dev.nodens.core.Outcome;
import dev.nodens.core.port.HostFacts;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Opcode;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;

/// Which address families this machine has, and so the pods beside it. Addresses of the other
/// family are of no use to a client, so nobody is asked for them.
final class NodeFamilies {
  private static final int MAPPED = 10;

  private final HostFacts host;
  private volatile boolean lacksIpv4;
  private volatile boolean lacksIpv6;

  NodeFamilies(HostFacts host) {
    this.host = host;
  }

  /// Looks at the machine's addresses. A machine without any tells nothing.
  void look() {
    boolean ipv4 = false;
    boolean ipv6 = false;
    try {
      for (InetAddress address : host.addresses()) {
        if (!address.isLoopbackAddress() && !address.isLinkLocalAddress()) {
          ipv4 |= address instanceof Inet4Address;
          ipv6 |= !(address instanceof Inet4Address);
        }
      }
    } catch (IOException e) {
      ipv4 = false;
      ipv6 = false;
    }
    lacksIpv4 = ipv6 && !ipv4;
    lacksIpv6 = ipv4 && !ipv6;
  }

  /// Whether `exchange` asks for addresses of a family that this machine has none of. Not if the
  /// client itself has one.
  boolean lacks(Exchange exchange) {
    int type = exchange.query().qtype();
    boolean lacking = type == RrType.AAAA ? lacksIpv6 : type == RrType.A && lacksIpv4;
    return lacking
        && exchange.query().qclass() == RrClass.IN
        && exchange.query().opcode() == Opcode.QUERY
        && isIpv6(exchange) != (type == RrType.AAAA);
  }

  private static boolean isIpv6(Exchange exchange) {
    byte[] address = exchange.clientAddress();
    if (exchange.clientAddressLength() == 4) {
      return false;
    }
    for (int i = 0; i < MAPPED; i++) {
      if (address[i] != 0) {
        return true;
      }
    }
    return address[MAPPED] != -1 || address[MAPPED + 1] != -1;
  }

  /// NODATA, without a SOA record, so that nobody keeps it for long (RFC 2308 §5).
  static Outcome answer(Exchange exchange) {
    MessageWriter reply = exchange.startReply(Rcode.NOERROR, false);
    reply.flags(reply.flags() | Header.RA);
    return Outcome.ANSWERED;
  }
}
