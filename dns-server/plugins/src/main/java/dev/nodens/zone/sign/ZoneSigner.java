package dev.nodens.zone.sign;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CDNSKEYRecord;
import org.xbill.DNS.CDSRecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/// Signs a whole zone (RFC 4035 §2): keys, NSEC records, signatures. Pure but for the signatures'
/// randomness.
final class ZoneSigner {
  private final Name origin;
  private final List<SigningKey> keys;
  private final Instant inception;
  private final Instant expiration;
  private final SortedMap<Name, SortedMap<Integer, RRset>> names = new TreeMap<>();

  /// @param inception when signatures begin to be valid
  /// @param expiration when they end to be
  ZoneSigner(Name origin, List<SigningKey> keys, Instant inception, Instant expiration) {
    this.origin = origin;
    this.keys = List.copyOf(keys);
    this.inception = inception;
    this.expiration = expiration;
  }

  /// The signed zone: its SOA record first, then all others in canonical order (RFC 4034 §6.1).
  ///
  /// @param unsigned records of the zone; what an earlier signing left is not taken over
  /// @param serial of the signed zone
  /// @throws IOException if there is no SOA record, or a key does not work
  List<Record> sign(List<Record> unsigned, long serial) throws IOException {
    SOARecord soa = null;
    for (Record record : unsigned) {
      if (record instanceof SOARecord found && found.getName().equals(origin)) {
        soa = numbered(found, serial);
        add(soa);
      } else if (record.getName().subdomain(origin) && !isOfSigning(record.getType())) {
        add(record);
      }
    }
    if (soa == null) {
      throw new IOException("the zone has no SOA record");
    }
    for (SigningKey key : keys) {
      publish(key, soa.getTTL());
    }
    chain(soa.getMinimum());
    return signed();
  }

  private static boolean isOfSigning(int type) {
    return switch (type) {
      case Type.DNSKEY, Type.RRSIG, Type.CDNSKEY, Type.CDS, Type.NSEC -> true;
      default -> false;
    };
  }

  private static SOARecord numbered(SOARecord soa, long serial) {
    return new SOARecord(
        soa.getName(),
        DClass.IN,
        soa.getTTL(),
        soa.getHost(),
        soa.getAdmin(),
        serial,
        soa.getRefresh(),
        soa.getRetry(),
        soa.getExpire(),
        soa.getMinimum());
  }

  private void add(Record record) {
    names
        .computeIfAbsent(record.getName(), name -> new TreeMap<>())
        .computeIfAbsent(record.getType(), type -> new RRset())
        .addRR(record);
  }

  /// The key, and what tells the parent zone of it (RFC 7344).
  private void publish(SigningKey key, long ttl) {
    DNSKEYRecord record = key.of(origin, ttl);
    add(record);
    add(new CDSRecord(origin, DClass.IN, ttl, DNSSEC.Digest.SHA1, record));
    add(new CDSRecord(origin, DClass.IN, ttl, DNSSEC.Digest.SHA256, record));
    add(
        new CDNSKEYRecord(
            origin,
            DClass.IN,
            ttl,
            record.getFlags(),
            record.getProtocol(),
            record.getAlgorithm(),
            record.getKey()));
  }

  /// Whether `name` lies below a zone cut, where nothing is this zone's.
  private boolean isOccluded(Name name) {
    for (int i = 1; i < name.labels() - origin.labels(); i++) {
      Map<Integer, RRset> above = names.get(new Name(name, i));
      if (above != null && above.containsKey(Type.NS)) {
        return true;
      }
    }
    return false;
  }

  private boolean isCut(Name name) {
    Map<Integer, RRset> sets = names.get(name);
    return !name.equals(origin) && sets != null && sets.containsKey(Type.NS);
  }

  private void chain(long ttl) {
    List<Name> own = names.keySet().stream().filter(name -> !isOccluded(name)).toList();
    for (int i = 0; i < own.size(); i++) {
      Name name = own.get(i);
      Name next = own.get((i + 1) % own.size());
      boolean cut = isCut(name);
      int[] types =
          IntStream.concat(
                  names.getOrDefault(name, new TreeMap<>()).keySet().stream()
                      .mapToInt(Integer::intValue)
                      .filter(type -> !cut || type == Type.NS || type == Type.DS),
                  IntStream.of(Type.RRSIG, Type.NSEC))
              .toArray();
      add(new NSECRecord(name, DClass.IN, ttl, next, types));
    }
  }

  private List<Record> signed() throws IOException {
    List<Record> zone = new ArrayList<>();
    for (Map.Entry<Name, SortedMap<Integer, RRset>> entry : names.entrySet()) {
      Name name = entry.getKey();
      boolean occluded = isOccluded(name);
      boolean cut = isCut(name);
      List<RRset> sets = new ArrayList<>(entry.getValue().values());
      @Nullable RRset soa = entry.getValue().get(Type.SOA);
      if (soa != null && sets.remove(soa)) {
        sets.addFirst(soa);
      }
      for (RRset set : sets) {
        zone.addAll(set.rrs(false));
        boolean ours = !cut || set.getType() == Type.DS || set.getType() == Type.NSEC;
        if (!occluded && ours) {
          for (SigningKey key : keys) {
            zone.add(key.sign(set, origin, inception, expiration));
          }
        }
      }
    }
    return zone;
  }
}
