package dev.nodens.core.server;

import dev.nodens.wire.Name;
import dev.nodens.wire.Query;
import dev.nodens.wire.WireName;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the longest zone that a name lies in; immutable, read without allocation.
///
/// @param <T> what is known of a zone
public final class ZoneTable<T> {
  private final byte[][] keys;
  private final @Nullable Object[] values;
  private final int mask;
  private final int[] depths;

  private ZoneTable(Map<Name, T> zones) {
    int size = Integer.highestOneBit(Math.max(2, zones.size() * 2)) * 2;
    keys = new byte[size][];
    values = new Object[size];
    mask = size - 1;
    zones.forEach(this::put);
    depths =
        zones.keySet().stream()
            .mapToInt(Name::labels)
            .distinct()
            .map(d -> -d)
            .sorted()
            .map(d -> -d)
            .toArray();
  }

  /// A table of `zones`.
  public static <T> ZoneTable<T> of(Map<Name, T> zones) {
    return new ZoneTable<>(new LinkedHashMap<>(zones));
  }

  /// A table of `names`, each known by itself.
  public static ZoneTable<Name> ofNames(Collection<Name> names) {
    var zones = new LinkedHashMap<Name, Name>();
    names.forEach(name -> zones.put(name, name));
    return of(zones);
  }

  /// What is known of the longest zone at or above the queried name, or null.
  public @Nullable T find(Query query) {
    return find(query, WireName.MAX_LABELS + 1);
  }

  /// As [#find(Query)], but only zones of fewer than `below` labels count.
  @SuppressWarnings("unchecked")
  public @Nullable T find(Query query, int below) {
    int labels = query.labelCount();
    byte[] name = query.qname();
    for (int depth : depths) {
      if (depth <= labels && depth < below) {
        int at = query.label(labels - depth);
        int slot = slot(name, at, query.qnameLength() - at);
        if (slot >= 0) {
          return (T) values[slot];
        }
      }
    }
    return null;
  }

  /// What is known of exactly the zone `name`, or null.
  @SuppressWarnings("unchecked")
  public @Nullable T get(Name name) {
    int slot = slot(name.lower(), 0, name.length());
    return slot < 0 ? null : (T) values[slot];
  }

  private int slot(byte[] name, int at, int length) {
    int slot = WireName.hash(name, at, length) & mask;
    while (keys[slot] != null) {
      byte[] key = keys[slot];
      if (key.length == length && Arrays.equals(key, 0, length, name, at, at + length)) {
        return slot;
      }
      slot = slot + 1 & mask;
    }
    return -1;
  }

  private void put(Name zone, T value) {
    byte[] key = zone.lower();
    int slot = WireName.hash(key, 0, key.length) & mask;
    while (keys[slot] != null) {
      slot = slot + 1 & mask;
    }
    keys[slot] = key;
    values[slot] = value;
  }
}
