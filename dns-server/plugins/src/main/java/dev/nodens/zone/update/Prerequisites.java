package dev.nodens.zone.update;

import dev.nodens.wire.Name;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Whether what a request takes for granted is so (RFC 2136 §3.2).
final class Prerequisites {
  private final Content content;
  private final Map<Key, List<Entry>> wanted = new LinkedHashMap<>();

  private record Key(Name name, int type) {}

  private Prerequisites(Content content) {
    this.content = content;
  }

  /// NOERROR, or what is wrong with the first prerequisite that is malformed or not met.
  static int check(Content content, List<Entry> prerequisites) {
    var check = new Prerequisites(content);
    for (Entry prerequisite : prerequisites) {
      int rcode = check.one(prerequisite);
      if (rcode != Rcode.NOERROR) {
        return rcode;
      }
    }
    return check.sets();
  }

  private int one(Entry entry) {
    if (entry.ttl() != 0) {
      return Rcode.FORMERR;
    }
    if (!entry.owner().isAtOrBelow(content.origin())) {
      return Rcode.NOTZONE;
    }
    if (RecordTypes.isDerived(entry.type())) {
      return Rcode.NOTIMP;
    }
    return switch (entry.rrclass()) {
      case RrClass.ANY -> isBare(entry) ? exists(entry) : Rcode.FORMERR;
      case RrClass.NONE -> isBare(entry) ? isMissing(entry) : Rcode.FORMERR;
      case RrClass.IN -> {
        if (!RecordTypes.isKnown(entry.type()) || RecordTypes.isMeta(entry.type())) {
          yield Rcode.FORMERR;
        }
        var key = new Key(entry.owner(), entry.type());
        wanted.computeIfAbsent(key, k -> new ArrayList<>()).add(entry);
        yield Rcode.NOERROR;
      }
      default -> Rcode.FORMERR;
    };
  }

  private static boolean isBare(Entry entry) {
    boolean type = entry.type() == RrType.ANY || !RecordTypes.isMeta(entry.type());
    return entry.data().length == 0 && type && RecordTypes.isKnown(entry.type());
  }

  private int exists(Entry entry) {
    if (entry.type() == RrType.ANY) {
      return content.isInUse(entry.owner()) ? Rcode.NOERROR : Rcode.NXDOMAIN;
    }
    return content.rrset(entry.owner(), entry.type()).isEmpty() ? Rcode.NXRRSET : Rcode.NOERROR;
  }

  private int isMissing(Entry entry) {
    if (entry.type() == RrType.ANY) {
      return content.isInUse(entry.owner()) ? Rcode.YXDOMAIN : Rcode.NOERROR;
    }
    return content.rrset(entry.owner(), entry.type()).isEmpty() ? Rcode.NOERROR : Rcode.YXRRSET;
  }

  /// Whether the sets of records that were named are exactly those of the zone.
  private int sets() {
    for (Map.Entry<Key, List<Entry>> set : wanted.entrySet()) {
      List<Entry> there = content.rrset(set.getKey().name(), set.getKey().type());
      if (!contains(there, set.getValue()) || !contains(set.getValue(), there)) {
        return Rcode.NXRRSET;
      }
    }
    return Rcode.NOERROR;
  }

  private static boolean contains(List<Entry> entries, List<Entry> others) {
    return others.stream().allMatch(other -> entries.stream().anyMatch(other::isSame));
  }
}
