package dev.nodens.e2e.differential;

import dev.nodens.e2e.differential.ask.Pick;
import java.io.IOException;
import java.util.random.RandomGenerator;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/// Makes up UPDATE messages (RFC 2136), most of them right, for a small zone in which they meet
/// each other's records.
final class UpdateMaker {
  static final Name ZONE = Name.fromConstantString("dyn.test.");
  static final String SECRET = "c2VjcmV0IHNlY3JldCBzZWNyZXQ=";
  private static final String WRONG = "b3RoZXIgb3RoZXIgb3RoZXIgb3Q=";
  private static final int UNKNOWN_TYPE = 65280;

  private final RandomGenerator random;

  private final Pick<String> names =
      new Pick<String>()
          .add(6, "a")
          .add(6, "b")
          .add(6, "c")
          .add(3, "d.e")
          .add(3, "*.w")
          .add(3, "www")
          .add(2, "@")
          .add(2, "ns")
          .add("ns2", "A", "x.other.test.");

  private final Pick<Integer> types =
      new Pick<Integer>()
          .add(8, Type.A)
          .add(4, Type.TXT)
          .add(3, Type.CNAME)
          .add(2, Type.AAAA)
          .add(2, Type.MX)
          .add(2, Type.NS)
          .add(Type.SOA, Type.SRV, Type.PTR, Type.DS, Type.CAA, Type.DNAME);

  private final Pick<Integer> bareTypes =
      new Pick<Integer>()
          .add(8, Type.A)
          .add(5, Type.ANY)
          .add(3, Type.CNAME)
          .add(2, Type.NS)
          .add(2, Type.TXT)
          .add(Type.SOA, Type.RRSIG, Type.AXFR, UNKNOWN_TYPE);

  private final Pick<Integer> prerequisites =
      new Pick<Integer>().add(5, DClass.ANY).add(4, DClass.NONE).add(2, DClass.IN);

  private final Pick<Integer> changes =
      new Pick<Integer>()
          .add(6, DClass.IN)
          .add(2, DClass.ANY)
          .add(3, DClass.NONE)
          .add(1, DClass.CH);

  private final Pick<TSIG> keys =
      new Pick<TSIG>()
          .add(20, key("key.", SECRET))
          .add(3, key("narrow.", SECRET))
          .add(key("stranger.", SECRET), key("unknown.", SECRET), key("key.", WRONG));

  UpdateMaker(RandomGenerator random) {
    this.random = random;
  }

  static TSIG key(String name, String secret) {
    return new TSIG(TSIG.HMAC_SHA256, Name.fromConstantString(name), secret);
  }

  /// A message with its signature.
  record Request(byte[] octets, Message message) {}

  Request next() throws IOException {
    var message = new Message(random.nextInt(1, 65536));
    Header header = message.getHeader();
    header.setOpcode(Opcode.UPDATE);
    message.addRecord(zone(), Section.ZONE);
    for (int i = random.nextInt(4) == 0 ? random.nextInt(1, 3) : 0; i > 0; i--) {
      message.addRecord(prerequisite(), Section.PREREQ);
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      message.addRecord(change(), Section.UPDATE);
    }
    if (random.nextInt(20) > 0) {
      keys.next(random).apply(message, null);
    }
    return new Request(message.toWire(), message);
  }

  private Record zone() throws IOException {
    return switch (random.nextInt(30)) {
      case 0 -> Record.newRecord(ZONE, Type.A, DClass.IN);
      case 1 -> Record.newRecord(Name.fromString("a", ZONE), Type.SOA, DClass.IN);
      case 2 -> Record.newRecord(Name.fromString("DYN.test."), Type.SOA, DClass.IN);
      case 3 -> Record.newRecord(Name.fromString("plain.test."), Type.SOA, DClass.IN);
      case 4 -> Record.newRecord(Name.fromString("nowhere.test."), Type.SOA, DClass.IN);
      default -> Record.newRecord(ZONE, Type.SOA, DClass.IN);
    };
  }

  private Record prerequisite() throws IOException {
    int rrclass = prerequisites.next(random);
    long ttl = random.nextInt(15) == 0 ? 1 : 0;
    boolean bare = rrclass != DClass.IN && random.nextInt(15) > 0;
    return bare
        ? Record.newRecord(name(), bareTypes.next(random), rrclass, ttl)
        : full(rrclass, ttl);
  }

  private Record change() throws IOException {
    int rrclass = random.nextInt(40) == 0 ? DClass.CH : changes.next(random);
    if (rrclass == DClass.CH && random.nextInt(4) > 0) {
      rrclass = DClass.IN;
    }
    if (rrclass == DClass.ANY && random.nextInt(15) > 0) {
      long ttl = random.nextInt(20) == 0 ? 1 : 0;
      return Record.newRecord(name(), bareTypes.next(random), DClass.ANY, ttl);
    }
    return full(rrclass, rrclass == DClass.IN || random.nextInt(20) == 0 ? 60 : 0);
  }

  private Name name() throws IOException {
    return Name.fromString(names.next(random), ZONE);
  }

  private Record full(int rrclass, long ttl) throws IOException {
    int type = types.next(random);
    Name name = type == Type.SOA && random.nextInt(4) > 0 ? ZONE : name();
    return Record.fromString(name, type, rrclass, ttl, data(type), ZONE);
  }

  private String data(int type) {
    int number = random.nextInt(3);
    return switch (type) {
      case Type.A -> "192.0.2." + number;
      case Type.AAAA -> "2001:db8::" + number;
      case Type.TXT -> number == 0 ? "Text" : number == 1 ? "text" : "\"two words\" more";
      case Type.MX -> "10 " + target(number);
      case Type.SRV -> "0 0 80 " + target(number);
      case Type.DS -> "1 8 2 " + "00".repeat(32);
      case Type.CAA -> "0 issue \"ca.test\"";
      case Type.SOA -> "ns root " + new int[] {0, 1, 4_000_000}[number] + " 3600 600 86400 60";
      default -> target(number);
    };
  }

  private static String target(int number) {
    return new String[] {"ns", "NS2", "www.dyn.test."}[number];
  }
}
