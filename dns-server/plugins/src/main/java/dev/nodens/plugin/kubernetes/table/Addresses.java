package dev.nodens.plugin.kubernetes.table;

import dev.nodens.wire.WireName;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Which rows hold an IP address. Loops read it with a [Walk]; only [ClusterTable] writes.
public final class Addresses {
  private final Consumer<Consumer<byte[]>> allRows;
  private final Walker walker = new Walker();

  private volatile AddressIndex index = new AddressIndex(0);

  Addresses(Consumer<Consumer<byte[]>> allRows) {
    this.allRows = allRows;
  }

  /// A walk over the rows of one address; reused, one per event loop.
  public static final class Walk {
    private AddressIndex index = new AddressIndex(0);
    private int first;
    private int slot;
    private byte[] address = new byte[0];
    private int at;
    private int length;

    /// The next service or slice that holds the address, or null after the last; each once.
    public byte @Nullable [] next() {
      while (true) {
        byte @Nullable [] row = index.row(slot);
        if (row == null) {
          return null;
        }
        int found = slot;
        slot = index.next(slot);
        if (holds(row, address, at, length) && !isMet(row, found)) {
          return row;
        }
      }
    }

    /// A row stands in the index once for each of its endpoints, and several of those may have this
    /// address, or one whose place is near.
    @SuppressWarnings("ReferenceEquality") // that very row, not one like it
    private boolean isMet(byte[] row, int end) {
      for (int earlier = first; earlier != end; earlier = index.next(earlier)) {
        if (index.row(earlier) == row) {
          return true;
        }
      }
      return false;
    }
  }

  /// Begins `walk` for the address of `length` octets at `at`.
  public void begin(Walk walk, byte[] address, int at, int length) {
    walk.index = index;
    walk.first = walk.index.first(AddressIndex.hash(address, at, length));
    walk.slot = walk.first;
    walk.address = address;
    walk.at = at;
    walk.length = length;
  }

  /// Whether `row`, met in a walk, is a service's; else it is a slice's.
  public static boolean isService(byte[] row) {
    return Rows.isService(row);
  }

  boolean hasPod(byte[] address, int at, int length, byte[] name, int namespaceAt) {
    AddressIndex current = index;
    int labelLength = 1 + (name[namespaceAt] & 0xff);
    int slot = current.first(AddressIndex.hash(address, at, length));
    for (byte @Nullable [] row = current.row(slot); row != null; row = current.row(slot)) {
      if ((row[0] & Rows.POD) != 0
          && NamedRow.holds(row, address, at, length)
          && WireName.equalsIgnoreCase(row, NamedRow.namespace(), name, namespaceAt, labelLength)) {
        return true;
      }
      slot = current.next(slot);
    }
    return false;
  }

  /// A pod with the address; null if there is none.
  @Nullable PodName pod(byte[] address, int at, int length) {
    AddressIndex current = index;
    int slot = current.first(AddressIndex.hash(address, at, length));
    for (byte @Nullable [] row = current.row(slot); row != null; row = current.row(slot)) {
      if ((row[0] & Rows.POD) != 0 && NamedRow.holds(row, address, at, length)) {
        return PodName.of(row);
      }
      slot = current.next(slot);
    }
    return null;
  }

  /// The rows of services that have the address of `length` octets at `at` outside of the cluster.
  public Set<byte[]> outside(byte[] address, int at, int length) {
    Set<byte[]> rows = Collections.newSetFromMap(new IdentityHashMap<>());
    AddressIndex current = index;
    int slot = current.first(AddressIndex.hash(address, at, length));
    for (byte @Nullable [] row = current.row(slot); row != null; row = current.row(slot)) {
      if (Rows.isService(row) && ServiceRow.holdsOutside(row, address, at, length)) {
        rows.add(row);
      }
      slot = current.next(slot);
    }
    return rows;
  }

  private static boolean holds(byte[] row, byte[] address, int at, int length) {
    if (Rows.isService(row)) {
      return ServiceRow.holds(row, address, at, length);
    }
    return Rows.isSlice(row)
        && SliceRow.find(row, SliceRow.endpoints(row), address, at, length) >= 0;
  }

  void add(byte[] row) {
    if (!makeRoom(row)) {
      walker.each(row, hash -> index.add(hash, row));
    }
  }

  void replace(byte[] old, byte[] row) {
    if (!makeRoom(row)) {
      walker.each(row, hash -> index.replace(hash, old, row));
      walker.each(old, hash -> index.remove(hash, old));
    }
  }

  void remove(byte[] row) {
    walker.each(row, hash -> index.remove(hash, row));
  }

  /// Builds a bigger index from all rows, `row` among them, if it would not fit; true then.
  private boolean makeRoom(byte[] row) {
    if (index.hasRoom(walker.count(row))) {
      return false;
    }
    var counter = new int[1];
    allRows.accept(any -> counter[0] += walker.count(any));
    var bigger = new AddressIndex(counter[0] + counter[0] / 8);
    allRows.accept(any -> walker.each(any, hash -> bigger.add(hash, any)));
    index = bigger;
    return true;
  }

  /// Visits the addresses of rows of every kind.
  private static final class Walker {
    @FunctionalInterface
    interface Visitor {
      void visit(int hash);
    }

    int count(byte[] row) {
      var counter = new int[1];
      each(row, hash -> counter[0]++);
      return counter[0];
    }

    void each(byte[] row, Visitor visitor) {
      if (Rows.isService(row)) {
        int kind = ServiceRow.kind(row);
        if (kind == ServiceRow.CLUSTER_IP || kind == ServiceRow.HEADLESS) {
          list(row, ServiceRow.ipv4(row), 4, visitor);
          list(row, ServiceRow.ipv6(row), 16, visitor);
          outside(row, visitor);
        }
      } else if (Rows.isSlice(row)) {
        for (int at = SliceRow.endpoints(row); at < row.length; at = SliceRow.next(row, at)) {
          visitor.visit(SliceRow.addressHash(row, at));
        }
      } else {
        for (int at = Rows.body(row); at < row.length; at += 1 + row[at]) {
          visitor.visit(AddressIndex.hash(row, at + 1, row[at]));
        }
      }
    }

    private static void outside(byte[] row, Visitor visitor) {
      for (int at = ServiceRow.outside(row);
          at < row.length;
          at = ServiceRow.nextOutside(row, at)) {
        if (row[at] != 0) {
          visitor.visit(AddressIndex.hash(row, at + 1, row[at]));
        }
      }
    }

    private static void list(byte[] row, int at, int length, Visitor visitor) {
      for (int i = 0; i < row[at]; i++) {
        visitor.visit(AddressIndex.hash(row, at + 1 + i * length, length));
      }
    }
  }
}
