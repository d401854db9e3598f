package dev.nodens.verify.compare;

import java.time.Instant;
import java.util.Locale;
import org.xbill.DNS.DClass;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/// One record of a reply, in text.
///
/// @param owner letter case kept
/// @param type mnemonic, and the class ahead of it if that is not IN
/// @param ttl in seconds
/// @param data in presentation form, letter case kept
record Rr(String owner, String type, long ttl, String data) {

  /// `record` as the comparison sees it: what has to differ between two good servers has the same
  /// text. These are the serial of a cluster zone (the time of the last change that the server saw)
  /// the client's own port in the answers of `whoami`, and when and how a signature was made.
  static Rr of(Record record, int clientPort) {
    String type = Type.string(record.getType());
    if (record.getDClass() != DClass.IN) {
      type = DClass.string(record.getDClass()) + "/" + type;
    }
    return new Rr(record.getName().toString(), type, record.getTTL(), data(record, clientPort));
  }

  private static String data(Record record, int clientPort) {
    String text = record.rdataToString();
    if (record instanceof SOARecord soa && isClusterHost(soa)) {
      return text.replace(" " + soa.getSerial() + " ", " SERIAL ");
    }
    if (record instanceof RRSIGRecord signature) {
      return meaning(signature);
    }
    if (record instanceof SRVRecord srv && srv.getPort() == clientPort) {
      return text.replace(" " + clientPort + " ", " CLIENT ");
    }
    return text;
  }

  /// Without times and octets: each server signs when it likes, and ECDSA is random.
  private static String meaning(RRSIGRecord signature) {
    Instant now = Instant.now();
    boolean holds = !now.isBefore(signature.getTimeSigned()) && now.isBefore(signature.getExpire());
    return "%s %d %d %d %d %s %s"
        .formatted(
            Type.string(signature.getTypeCovered()),
            signature.getAlgorithm(),
            signature.getLabels(),
            signature.getOrigTTL(),
            signature.getFootprint(),
            signature.getSigner(),
            holds ? "HOLDS" : "ENDED");
  }

  private static boolean isClusterHost(SOARecord soa) {
    String host = soa.getHost().toString().toLowerCase(Locale.ROOT);
    return host.startsWith("ns.dns.") || host.startsWith("ns1.dns.");
  }

  /// Whether both are the same record, apart from TTL.
  boolean isSame(Rr other) {
    return owner.equals(other.owner) && type.equals(other.type) && data.equals(other.data);
  }

  /// Whether both are the same record, apart from TTL and letter case.
  boolean isSameButForCase(Rr other) {
    return owner.equalsIgnoreCase(other.owner)
        && type.equals(other.type)
        && data.equalsIgnoreCase(other.data);
  }

  @Override
  public String toString() {
    return owner + " " + ttl + " " + type + " " + data;
  }
}
