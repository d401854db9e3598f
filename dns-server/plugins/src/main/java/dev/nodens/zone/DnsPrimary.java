package dev.nodens.zone;

import dev.nodens.wire.Name;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferException;
import org.xbill.DNS.ZoneTransferIn;

/// A primary that is asked over TCP: for its SOA record, or for all (AXFR, RFC 5936).
public final class DnsPrimary implements Primary {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration TRANSFER = Duration.ofMinutes(5);

  private final InetSocketAddress address;

  /// @param address resolved
  public DnsPrimary(InetSocketAddress address) {
    this.address = address;
  }

  @Override
  public long serial(Name origin) throws IOException {
    var resolver = new SimpleResolver(address);
    resolver.setTCP(true);
    resolver.setTimeout(PATIENCE);
    Record question = Record.newRecord(name(origin), Type.SOA, DClass.IN);
    Message reply = resolver.send(Message.newQuery(question));
    if (reply.getRcode() == Rcode.NOERROR) {
      for (Record record : reply.getSection(Section.ANSWER)) {
        if (record instanceof SOARecord soa) {
          return soa.getSerial();
        }
      }
    }
    throw new IOException(
        "no SOA record of " + origin + " at " + this + ": " + Rcode.string(reply.getRcode()));
  }

  @Override
  public Zone transfer(Name origin) throws IOException, ZoneException {
    var transfer = ZoneTransferIn.newAXFR(name(origin), address, null);
    transfer.setTimeout(TRANSFER);
    try {
      transfer.run();
    } catch (ZoneTransferException e) {
      throw new IOException(e.getMessage(), e);
    }
    List<Record> records = transfer.getAXFR();
    return ZoneReader.of(origin, records);
  }

  private static org.xbill.DNS.Name name(Name name) throws IOException {
    return new org.xbill.DNS.Name(name.wire());
  }

  /// `ADDRESS:PORT`.
  @Override
  public String toString() {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
