package dev.nodens.e2e.differential;

import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Type;

/// What came of a zone: the rcode of the first message, and how often each record, as `NAME TTL
/// TYPE DATA` in lower case. SOA records of the cluster are without their serial number, which is a
/// time.
record Transferred(String rcode, SortedMap<String, Integer> records) {
  private static final int TTL = 1;
  private static final int TYPE = 2;
  private static final int WEIGHT = 4;

  /// @param all in the order in which they came
  static Transferred of(String rcode, Iterable<Record> all) {
    var counted = new TreeMap<String, Integer>();
    for (Record record : all) {
      counted.merge(text(record), 1, Integer::sum);
    }
    return new Transferred(rcode, counted);
  }

  private static String text(Record record) {
    String data = record.rdataToString();
    if (record instanceof SOARecord soa) {
      boolean made = soa.getSerial() > 1_700_000_000L && soa.getSerial() < 2_000_000_000L;
      data = soa.getHost() + " " + soa.getAdmin() + (made ? "" : " " + soa.getSerial());
    }
    String line = record.getName() + " " + record.getTTL() + " " + Type.string(record.getType());
    return (line + " " + data).toLowerCase(Locale.ROOT);
  }

  /// Number of records.
  int size() {
    return records.values().stream().mapToInt(Integer::intValue).sum();
  }

  /// How this one, of CoreDNS, differs from `ours`: `rcode:A>B`; `extent:zone>soa` when only one of
  /// them is a whole zone; else for each type of records `ttl:A` and `weight:SRV` where nothing
  /// else is different, `repeated:-A` or `repeated:+A` where one has a record more often, and
  /// `records:-A` or `records:+A` where one does not have it.
  SortedSet<String> aspects(Transferred ours) {
    var aspects = new TreeSet<String>();
    if (!rcode.equals(ours.rcode)) {
      aspects.add("rcode:" + rcode + ">" + ours.rcode);
    }
    if (!extent().equals(ours.extent())) {
      aspects.add("extent:" + extent() + ">" + ours.extent());
      return aspects;
    }
    compare(this, ours, "-", aspects);
    compare(ours, this, "+", aspects);
    return aspects;
  }

  private String extent() {
    return switch (size()) {
      case 0 -> "nothing";
      case 1 -> "soa";
      default -> "zone";
    };
  }

  private static void compare(
      Transferred one, Transferred other, String sign, SortedSet<String> aspects) {
    Set<String> ttls = other.without(TTL);
    Set<String> weights = other.without(WEIGHT);
    one.records.forEach((record, count) -> {
      int there = other.records.getOrDefault(record, 0);
      String type = record.split(" ")[TYPE].toUpperCase(Locale.ROOT);
      if (count <= there) {
        return;
      }
      if (there > 0) {
        aspects.add("repeated:" + sign + type);
      } else if (ttls.contains(without(TTL, record))) {
        aspects.add("ttl:" + type);
      } else if (type.equals("SRV") && weights.contains(without(WEIGHT, record))) {
        aspects.add("weight:SRV");
      } else {
        aspects.add("records:" + sign + type);
      }
    });
  }

  private Set<String> without(int field) {
    return records.keySet().stream()
        .map(record -> without(field, record))
        .collect(Collectors.toSet());
  }

  private static String without(int field, String record) {
    String[] words = record.split(" ");
    if (field < words.length) {
      words[field] = "";
    }
    return String.join(" ", words);
  }

  /// Those that `other` has less often, for a person.
  String missingIn(Transferred other) {
    var only = new TreeMap<>(records);
    other.records.forEach((record, count) -> only.remove(record, count));
    return rcode + " " + records.size() + " records; not so there: " + only;
  }
}
