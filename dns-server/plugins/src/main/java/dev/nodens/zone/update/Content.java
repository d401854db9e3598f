package dev.nodens.zone.update;

import dev.nodens.corefile.GoSyntax;
import dev.nodens.wire.Name;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import dev.nodens.zone.Zone;
import dev.nodens.zone.ZoneBuilder;
import dev.nodens.zone.ZoneException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All records of a zone at one time, by name; immutable.
final class Content {
  private final Name origin;
  private final Map<Name, List<Entry>> names;
  private final int size;
  private final long octets;

  /// @param names not to be changed any more
  Content(Name origin, Map<Name, List<Entry>> names) {
    this.origin = origin;
    this.names = names;
    int records = 0;
    long total = 0;
    for (List<Entry> entries : names.values()) {
      records += entries.size();
      for (Entry entry : entries) {
        total += entry.octets();
      }
    }
    size = records;
    octets = total;
  }

  /// The zone of `entries`, which other people wrote.
  ///
  /// @throws ZoneException if they are no zone that can be changed
  static Content of(Name origin, List<Entry> entries) throws ZoneException {
    var names = new LinkedHashMap<Name, List<Entry>>();
    names.put(origin, new ArrayList<>());
    for (Entry entry : entries) {
      check(origin, entry);
      List<Entry> others = names.computeIfAbsent(entry.owner(), name -> new ArrayList<>());
      if (others.stream().noneMatch(entry::isSame)) {
        others.add(entry);
      }
    }
    for (List<Entry> one : names.values()) {
      checkAlias(one);
    }
    checkSoa(origin, names.getOrDefault(origin, List.of()));
    return new Content(origin, names);
  }

  private static void check(Name origin, Entry entry) throws ZoneException {
    if (entry.rrclass() != RrClass.IN) {
      throw invalid(origin, "zone contains a non-IN record");
    }
    if (!entry.owner().isAtOrBelow(origin)) {
      throw invalid(origin, "zone contains an out-of-zone record");
    }
    if (RecordTypes.isDerived(entry.type())) {
      throw invalid(origin, "zone contains unsupported RR type " + RrType.toText(entry.type()));
    }
    if (entry.type() == RrType.SOA && !entry.owner().equals(origin)) {
      throw invalid(origin, "zone contains a non-apex SOA record");
    }
  }

  private static void checkAlias(List<Entry> entries) throws ZoneException {
    boolean alias = entries.stream().anyMatch(entry -> entry.type() == RrType.CNAME);
    if (alias && entries.size() > 1) {
      Name owner = entries.getFirst().owner();
      throw invalid(owner, "zone contains CNAME data conflict at " + owner);
    }
  }

  private static void checkSoa(Name origin, List<Entry> apex) throws ZoneException {
    List<Entry> all = apex.stream().filter(entry -> entry.type() == RrType.SOA).toList();
    if (all.isEmpty()) {
      throw new ZoneException("zone " + quoted(origin) + " has no SOA");
    }
    if (all.size() > 1) {
      throw new ZoneException("zone " + quoted(origin) + " contains more than one SOA");
    }
    if (all.getFirst().serial() == 0) {
      throw invalid(origin, "zone contains an SOA with serial zero");
    }
  }

  private static ZoneException invalid(Name origin, String fault) {
    return new ZoneException("invalid zone " + quoted(origin) + ": " + fault);
  }

  private static String quoted(Name name) {
    return GoSyntax.quote(name.toString());
  }

  Name origin() {
    return origin;
  }

  /// All records by name, those of the zone's own name first. Not to be changed.
  Map<Name, List<Entry>> names() {
    return names;
  }

  boolean isInUse(Name name) {
    return names.containsKey(name);
  }

  /// The records of `name` and `type`; none if there are none.
  List<Entry> rrset(Name name, int type) {
    return names.getOrDefault(name, List.of()).stream()
        .filter(entry -> entry.type() == type)
        .toList();
  }

  /// What is too much, or null.
  @Nullable String excess(Limits limits) {
    if (size > limits.records()) {
      return "zone exceeds max_records (" + limits.records() + ")";
    }
    return octets > limits.octets() ? "zone exceeds max_bytes (" + limits.octets() + ")" : null;
  }

  Stream<Entry> entries() {
    return names.values().stream().flatMap(List::stream);
  }

  void forEach(Consumer<Entry> taker) {
    names.values().forEach(entries -> entries.forEach(taker));
  }

  /// What clients are answered from.
  Zone zone() {
    var builder = new ZoneBuilder(origin);
    forEach(entry -> builder.add(entry.owner(), entry.type(), entry.ttl(), entry.data()));
    return builder.build();
  }
}
