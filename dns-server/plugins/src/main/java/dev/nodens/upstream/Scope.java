package dev.nodens.upstream;

import dev.nodens.core.server.ZoneTable;
import dev.nodens.wire.Name;
import dev.nodens.wire.Query;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;

/// Which names a plugin sends to its upstreams: those of one zone but for some below it. Immutable;
/// asked on event loops, allocates nothing.
public final class Scope {
  private final Name from;
  private final ZoneTable<Name> except;
  private final boolean everything;

  /// @param from the zone
  /// @param except zones whose names stay here
  public Scope(Name from, List<Name> except) {
    this.from = from;
    this.except = table(except);
    this.everything = except.isEmpty() && from.equals(Name.ROOT);
  }

  /// Zones that are only looked for.
  public static ZoneTable<Name> table(List<Name> names) {
    var table = new LinkedHashMap<Name, Name>();
    names.forEach(name -> table.put(name, name));
    return ZoneTable.of(table);
  }

  /// Whether the name asked for is at or below `from`, and not at or below an exception; `from`
  /// itself is never excepted.
  public boolean takes(Query query) {
    return everything || isBelow(query);
  }

  private boolean isBelow(Query query) {
    int above = query.labelCount() - from.labels();
    if (above < 0) {
      return false;
    }
    int at = query.label(above);
    byte[] zone = from.lower();
    int length = query.qnameLength() - at;
    return length == zone.length
        && Arrays.equals(query.qname(), at, at + length, zone, 0, length)
        && (above == 0 || except.find(query) == null);
  }
}
