package dev.nodens.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.random.RandomGenerator;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.UNKRecord;

/// Random replies as dnsjava objects.
final class RandomMessages {
  private final RandomGenerator random;
  private final RandomNames names;

  RandomMessages(RandomGenerator random) {
    this.random = random;
    this.names = new RandomNames(random);
  }

  Message next() {
    var message = new Message(random.nextInt(65536));
    message.getHeader().setFlag(Flags.QR);
    Name asked = name();
    message.addRecord(Record.newRecord(asked, Type.A, DClass.IN), Section.QUESTION);
    for (int section = Section.ANSWER; section <= Section.ADDITIONAL; section++) {
      for (int i = random.nextInt(5); i > 0; i--) {
        message.addRecord(record(random.nextBoolean() ? asked : name()), section);
      }
    }
    return message;
  }

  private Record record(Name owner) {
    long ttl = random.nextInt(Integer.MAX_VALUE);
    return switch (random.nextInt(8)) {
      case 0 -> new ARecord(owner, DClass.IN, ttl, address(4));
      case 1 -> new AAAARecord(owner, DClass.IN, ttl, address(16));
      case 2 -> new CNAMERecord(owner, DClass.IN, ttl, name());
      case 3 -> new SOARecord(owner, DClass.IN, ttl, name(), name(), 1, 2, 3, 4, 5);
      case 4 -> new SRVRecord(owner, DClass.IN, ttl, 1, 2, 3, name());
      case 5 -> new MXRecord(owner, DClass.IN, ttl, 10, name());
      case 6 -> new TXTRecord(owner, DClass.IN, ttl, List.of("some text", ""));
      default -> UNKRecord.newRecord(owner, 65280, DClass.IN, ttl, octets(random.nextInt(40)));
    };
  }

  private Name name() {
    try {
      return new Name(names.next());
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private InetAddress address(int length) {
    try {
      byte[] octets = octets(length);
      octets[0] = 10;
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] octets(int length) {
    byte[] octets = new byte[length];
    for (int i = 0; i < length; i++) {
      octets[i] = (byte) random.nextInt(256);
    }
    return octets;
  }
}
