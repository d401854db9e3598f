package dev.nodens.zone.update;

import dev.nodens.wire.Name;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import dev.nodens.zone.Serial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// The changes of a request made to a copy of the zone (RFC 2136 §3.4.2). One thread.
final class Changes {
  private static final long LAST_SERIAL = 0xffffffffL;

  private final Name origin;
  private final Map<Name, List<Entry>> names;
  private boolean changed;
  private boolean numbered;

  Changes(Content content) {
    origin = content.origin();
    names = new LinkedHashMap<>(content.names());
  }

  /// NOERROR, or what is wrong with the first change that cannot be made (RFC 2136 §3.4.1).
  static int check(Name origin, List<Entry> changes) {
    for (Entry change : changes) {
      int rcode = check(origin, change);
      if (rcode != Rcode.NOERROR) {
        return rcode;
      }
    }
    return Rcode.NOERROR;
  }

  private static int check(Name origin, Entry change) {
    if (!change.owner().isAtOrBelow(origin)) {
      return Rcode.NOTZONE;
    }
    if (!RecordTypes.isKnown(change.type())) {
      return Rcode.FORMERR;
    }
    boolean meta = RecordTypes.isMeta(change.type());
    boolean wellFormed =
        switch (change.rrclass()) {
          case RrClass.IN -> !meta && change.data().length > 0 && isGoodSoa(origin, change);
          case RrClass.ANY ->
              change.ttl() == 0
                  && change.data().length == 0
                  && (!meta || change.type() == RrType.ANY);
          case RrClass.NONE -> change.ttl() == 0 && !meta;
          default -> false;
        };
    if (!wellFormed) {
      return Rcode.FORMERR;
    }
    return RecordTypes.isDerived(change.type()) ? Rcode.NOTIMP : Rcode.NOERROR;
  }

  /// Serial number 0 confuses old servers (RFC 2136 §4.2).
  private static boolean isGoodSoa(Name origin, Entry change) {
    return change.type() != RrType.SOA || change.owner().equals(origin) && change.serial() != 0;
  }

  /// Makes one change, or none if the zone is already so or must not become so.
  void make(Entry change) {
    switch (change.rrclass()) {
      case RrClass.IN -> add(change);
      case RrClass.ANY -> removeAll(change);
      default -> removeOne(change);
    }
  }

  /// Whether anything was changed.
  boolean changed() {
    return changed;
  }

  /// The zone with all changes, under a new serial number.
  Content content() {
    if (!numbered) {
      List<Entry> apex = new ArrayList<>(at(origin));
      apex.replaceAll(entry -> entry.type() == RrType.SOA ? next(entry) : entry);
      names.put(origin, apex);
    }
    return new Content(origin, names);
  }

  private static Entry next(Entry soa) {
    return soa.withSerial(soa.serial() == LAST_SERIAL ? 1 : soa.serial() + 1);
  }

  private List<Entry> at(Name name) {
    return names.getOrDefault(name, List.of());
  }

  private void put(Name name, List<Entry> entries) {
    if (entries.isEmpty()) {
      names.remove(name);
    } else {
      names.put(name, entries);
    }
    changed = true;
  }

  private void add(Entry entry) {
    List<Entry> there = at(entry.owner());
    switch (entry.type()) {
      case RrType.SOA -> renumber(entry, there);
      case RrType.CNAME -> alias(entry, there);
      default -> {
        if (there.stream().noneMatch(other -> other.type() == RrType.CNAME)) {
          addOrReplace(entry, there);
        }
      }
    }
  }

  private void renumber(Entry soa, List<Entry> there) {
    List<Entry> apex = new ArrayList<>();
    for (Entry entry : there) {
      if (entry.type() != RrType.SOA) {
        apex.add(entry);
      } else if (!Serial.isNewer(soa.serial(), entry.serial())) {
        return;
      }
    }
    apex.addFirst(soa);
    put(origin, apex);
    numbered = true;
  }

  /// A name is an alias or has data, not both; it has one target (RFC 2181 §10.1).
  private void alias(Entry entry, List<Entry> there) {
    boolean data = there.stream().anyMatch(other -> other.type() != RrType.CNAME);
    boolean same =
        there.stream().anyMatch(other -> other.isSame(entry) && other.ttl() == entry.ttl());
    if (!data && !same) {
      put(entry.owner(), List.of(entry));
    }
  }

  private void addOrReplace(Entry entry, List<Entry> there) {
    List<Entry> entries = new ArrayList<>(there);
    int index = indexOf(entries, entry);
    if (index < 0) {
      entries.add(entry);
    } else if (entries.get(index).ttl() == entry.ttl()) {
      return;
    } else {
      entries.set(index, entry);
    }
    put(entry.owner(), entries);
  }

  private static int indexOf(List<Entry> entries, Entry wanted) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).isSame(wanted)) {
        return i;
      }
    }
    return -1;
  }

  private void removeAll(Entry change) {
    Predicate<Entry> kept =
        entry -> isApex(entry) || change.type() != RrType.ANY && entry.type() != change.type();
    List<Entry> there = at(change.owner());
    List<Entry> left = there.stream().filter(kept).toList();
    if (left.size() < there.size()) {
      put(change.owner(), left);
    }
  }

  /// Whether the zone is none without it: the SOA and NS records at its own name.
  private boolean isApex(Entry entry) {
    return entry.owner().equals(origin)
        && (entry.type() == RrType.SOA || entry.type() == RrType.NS);
  }

  private void removeOne(Entry change) {
    List<Entry> there = at(change.owner());
    if (isApex(change)) {
      long servers = there.stream().filter(entry -> entry.type() == RrType.NS).count();
      if (change.type() == RrType.SOA || servers <= 1) {
        return;
      }
    }
    int index = indexOf(there, change);
    if (index >= 0) {
      List<Entry> left = new ArrayList<>(there);
      left.remove(index);
      put(change.owner(), left);
    }
  }
}
