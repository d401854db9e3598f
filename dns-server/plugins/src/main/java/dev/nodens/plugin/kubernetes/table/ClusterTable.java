package dev.nodens.plugin.kubernetes.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// All Services, EndpointSlices, Namespaces and Pods that answers need.
///
/// Event loops read it while feed threads change it: a service and all its slices are one immutable
/// entry that is replaced as a whole, so a reader never sees half of a change. Writers take turns.
public final class ClusterTable {
  /// Whether endpoints of an entry may share an address or a label of their own.
  private static final byte[][] SHARING = {{0}, {1}, {2}, {3}};

  private static final int SHARED_ADDRESSES = 1;
  private static final int SHARED_LABELS = 2;
  private static final int FIRST_SLICE = 2;

  private final ReentrantLock lock = new ReentrantLock();
  private final RowMap<byte[][]> services = new RowMap<>();
  private final RowMap<byte[]> slices = new RowMap<>();
  private final RowMap<byte[]> namespaces;
  private final RowMap<byte[]> pods;
  private final Addresses addresses;
  private final Addresses podAddresses;
  private final boolean borrows;
  private final Sharing sharing = new Sharing();
  private final byte[] serviceKey = new byte[128];

  private long changes;
  private volatile int modified;
  private volatile int synced;

  /// An empty table.
  public ClusterTable() {
    this(new RowMap<>(), new RowMap<>(), null);
  }

  /// An empty table of services and slices that has the namespaces and pods of `other`, which are
  /// put and listed there.
  public ClusterTable(ClusterTable other) {
    this(other.namespaces, other.pods, other.podAddresses);
  }

  private ClusterTable(
      RowMap<byte[]> namespaces, RowMap<byte[]> pods, @Nullable Addresses podAddresses) {
    this.namespaces = namespaces;
    this.pods = pods;
    this.borrows = podAddresses != null;
    this.podAddresses = podAddresses == null ? new Addresses(pods::forEach) : podAddresses;
    addresses =
        new Addresses(visitor -> {
          services.forEach(entry -> visitor.accept(entry[0]));
          slices.forEach(visitor);
        });
  }

  // ---- for event loops

  /// The entry of the service whose labels `SERVICE NAMESPACE`, in lower case, are the `length`
  /// octets at `at`: its [ServiceRow], a note for [#mayShareAddresses] and [#mayShareLabels], and
  /// from [#firstSlice()] on its [SliceRow]s. Null if neither it nor a slice of it is known.
  public byte @Nullable [][] service(byte[] name, int at, int length) {
    return services.find(name, at, length);
  }

  /// All entries, see [#service]. Keeps writers waiting for as long as copying the list takes.
  public List<byte[][]> services() {
    lock.lock();
    try {
      List<byte[][]> entries = new ArrayList<>();
      services.forEach(entries::add);
      return entries;
    } finally {
      lock.unlock();
    }
  }

  /// Index of the first slice in an entry.
  public static int firstSlice() {
    return FIRST_SLICE;
  }

  /// Whether two endpoints of `entry` may have the same address.
  public static boolean mayShareAddresses(byte[][] entry) {
    return (entry[1][0] & SHARED_ADDRESSES) != 0;
  }

  /// Whether two endpoints of `entry` may have the same label of their own.
  public static boolean mayShareLabels(byte[][] entry) {
    return (entry[1][0] & SHARED_LABELS) != 0;
  }

  /// Whether the namespace whose label is the one at `at` exists.
  public boolean hasNamespace(byte[] name, int at) {
    return namespaces.find(name, at, 1 + (name[at] & 0xff)) != null;
  }

  /// Whether a pod with the address of `length` octets at `at` lives in the namespace whose label
  /// is the one at `namespaceAt` of `name`.
  public boolean hasPod(byte[] address, int at, int length, byte[] name, int namespaceAt) {
    return podAddresses.hasPod(address, at, length, name, namespaceAt);
  }

  /// A pod with the address of `length` octets at `at`; null if there is none.
  public @Nullable PodName pod(byte[] address, int at, int length) {
    return podAddresses.pod(address, at, length);
  }

  /// Gives the rows that hold an address to `visitor`.
  public Addresses addresses() {
    return addresses;
  }

  /// Unix time in seconds of the last change that names can show; 0 before the first.
  public int modified() {
    return modified;
  }

  /// Whether everything of `kind` was read once.
  public boolean isSynced(Kind kind) {
    return (synced & kind.bit()) != 0;
  }

  // ---- for feed threads

  /// Begins a complete list of `kind`: what is not put until [#endList] is gone by then. A list
  /// that was begun before and not ended is forgotten.
  public void beginList(Kind kind) {
    lock.lock();
    try {
      switch (kind) {
        case SERVICE -> services.forEach(entry -> unmark(entry[0]));
        case SLICE -> slices.forEach(ClusterTable::unmark);
        case NAMESPACE -> namespaces.forEach(ClusterTable::unmark);
        case POD -> pods.forEach(ClusterTable::unmark);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Ends a complete list of `kind`: removes what was not put since [#beginList].
  ///
  /// @param now Unix time in seconds
  public void endList(Kind kind, int now) {
    lock.lock();
    try {
      changes++;
      switch (kind) {
        case SERVICE ->
            services.sweep(
                entry -> isStale(entry[0]) && ServiceRow.kind(entry[0]) != ServiceRow.ABSENT,
                entry -> removeService(entry[0], now));
        case SLICE -> slices.sweep(ClusterTable::isStale, row -> removeSlice(row, now));
        case NAMESPACE -> namespaces.sweep(ClusterTable::isStale, namespaces::remove);
        case POD -> pods.sweep(ClusterTable::isStale, row -> removePod(row, now));
      }
      synced |= kind.bit();
    } finally {
      lock.unlock();
    }
  }

  /// Adds an object, or replaces the one with the same key.
  ///
  /// @param draft the row as a builder wrote it
  /// @param now Unix time in seconds
  public void put(Kind kind, Draft draft, int now) {
    lock.lock();
    try {
      byte[] row = draft.bytes();
      int length = draft.length();
      byte @Nullable [] old = find(kind, row);
      if (old != null && Rows.same(old, row, length)) {
        old[0] |= Rows.MARK;
        return;
      }
      changes++;
      byte[] added = draft.copy();
      added[0] |= Rows.MARK;
      switch (kind) {
        case SERVICE -> putService(added);
        case SLICE -> putSlice(old, added);
        case NAMESPACE -> namespaces.put(added);
        case POD -> putPod(old, added);
      }
      if (kind != Kind.NAMESPACE) {
        modified = now;
      }
    } finally {
      lock.unlock();
    }
  }

  /// Removes the object with the key of the row in `draft`, if it is there.
  ///
  /// @param now Unix time in seconds
  public void remove(Kind kind, Draft draft, int now) {
    lock.lock();
    try {
      byte @Nullable [] old = find(kind, draft.bytes());
      if (old == null) {
        return;
      }
      changes++;
      switch (kind) {
        case SERVICE -> removeService(old, now);
        case SLICE -> removeSlice(old, now);
        case NAMESPACE -> namespaces.remove(old);
        case POD -> removePod(old, now);
      }
    } finally {
      lock.unlock();
    }
  }

  /// What the programming-latency metric calls the service with the labels `SERVICE NAMESPACE` in
  /// the first `length` octets; empty if it is not known.
  public String programmingKind(byte[] labels, int length) {
    byte @Nullable [][] entry = services.find(labels, 0, length);
    return switch (entry == null ? ServiceRow.ABSENT : ServiceRow.kind(entry[0])) {
      case ServiceRow.HEADLESS -> "headless_with_selector";
      case ServiceRow.CLUSTER_IP -> "cluster_ip";
      default -> "";
    };
  }

  /// Number of changes so far, those that change nothing not counted.
  public long changes() {
    lock.lock();
    try {
      return changes;
    } finally {
      lock.unlock();
    }
  }

  /// All rows, for [#restore]; not those that are another table's.
  public List<byte[]> rows() {
    var rows = new ArrayList<byte[]>();
    lock.lock();
    try {
      if (!borrows) {
        namespaces.forEach(rows::add);
        pods.forEach(rows::add);
      }
      services.forEach(entry -> {
        if (ServiceRow.kind(entry[0]) != ServiceRow.ABSENT) {
          rows.add(entry[0]);
        }
      });
      slices.forEach(rows::add);
      return rows;
    } finally {
      lock.unlock();
    }
  }

  /// Puts a row of [#rows] of another table of the same kind; the next complete list removes it if
  /// the object is gone.
  ///
  /// @param now Unix time in seconds
  public void restore(byte[] row, int now) {
    Kind kind;
    if (Rows.isService(row)) {
      kind = Kind.SERVICE;
    } else if (Rows.isSlice(row)) {
      kind = Kind.SLICE;
    } else {
      kind = (row[0] & Rows.POD) != 0 ? Kind.POD : Kind.NAMESPACE;
    }
    put(kind, new Draft().octets(row, 0, row.length), now);
  }

  /// Number of objects of `kind`.
  public int size(Kind kind) {
    lock.lock();
    try {
      return switch (kind) {
        case SERVICE -> services.size();
        case SLICE -> slices.size();
        case NAMESPACE -> namespaces.size();
        case POD -> pods.size();
      };
    } finally {
      lock.unlock();
    }
  }

  private byte @Nullable [] find(Kind kind, byte[] row) {
    int length = Rows.keyLength(row);
    return switch (kind) {
      case SERVICE -> {
        byte @Nullable [][] entry = services.find(row, Rows.KEY, length);
        yield entry == null || ServiceRow.kind(entry[0]) == ServiceRow.ABSENT ? null : entry[0];
      }
      case SLICE -> slices.find(row, Rows.KEY, length);
      case NAMESPACE -> namespaces.find(row, Rows.KEY, length);
      case POD -> pods.find(row, Rows.KEY, length);
    };
  }

  private static void unmark(byte[] row) {
    row[0] &= ~Rows.MARK;
  }

  private static boolean isStale(byte[] row) {
    return (row[0] & Rows.MARK) == 0;
  }

  private void putService(byte[] row) {
    byte @Nullable [][] entry = services.find(row, Rows.KEY, Rows.keyLength(row));
    if (entry == null) {
      services.put(new byte[][] {row, SHARING[0]});
      addresses.add(row);
      return;
    }
    byte[] old = entry[0];
    byte[][] changed = entry.clone();
    changed[0] = row;
    services.put(changed);
    addresses.replace(old, row);
  }

  private void removeService(byte[] row, int now) {
    byte @Nullable [][] entry = services.find(row, Rows.KEY, Rows.keyLength(row));
    if (entry == null) {
      return;
    }
    if (entry.length == FIRST_SLICE) {
      services.remove(row);
    } else {
      byte[][] changed = entry.clone();
      changed[0] = ServiceRow.absent(row, Rows.KEY, Rows.keyLength(row));
      services.put(changed);
    }
    addresses.remove(row);
    modified = now;
  }

  private void putSlice(byte @Nullable [] old, byte[] row) {
    slices.put(row);
    if (old != null && !SliceRow.sameService(old, row)) {
      detach(old);
      addresses.remove(old);
      attach(null, row);
      addresses.add(row);
    } else if (old != null) {
      attach(old, row);
      addresses.replace(old, row);
    } else {
      attach(null, row);
      addresses.add(row);
    }
  }

  private void removeSlice(byte[] row, int now) {
    slices.remove(row);
    detach(row);
    addresses.remove(row);
    modified = now;
  }

  @SuppressWarnings("ReferenceEquality") // that very row, not one like it
  private void attach(byte @Nullable [] old, byte[] row) {
    int length = SliceRow.serviceKey(row, serviceKey, 0);
    byte @Nullable [][] entry = services.find(serviceKey, 0, length);
    if (entry == null) {
      byte[] absent = ServiceRow.absent(serviceKey, 0, length);
      services.put(shared(new byte[][] {absent, SHARING[0], row}));
      return;
    }
    for (int i = FIRST_SLICE; old != null && i < entry.length; i++) {
      if (entry[i] == old) {
        byte[][] changed = entry.clone();
        changed[i] = row;
        services.put(shared(changed));
        return;
      }
    }
    byte[][] longer = Arrays.copyOf(entry, entry.length + 1);
    longer[entry.length] = row;
    services.put(shared(longer));
  }

  @SuppressWarnings("ReferenceEquality") // that very row, not one like it
  private void detach(byte[] row) {
    int length = SliceRow.serviceKey(row, serviceKey, 0);
    byte @Nullable [][] entry = services.find(serviceKey, 0, length);
    if (entry == null) {
      return;
    }
    byte[][] shorter = new byte[entry.length - 1][];
    int kept = 0;
    for (byte[] part : entry) {
      if (part != row && kept < shorter.length) {
        shorter[kept++] = part;
      }
    }
    if (shorter.length == FIRST_SLICE && ServiceRow.kind(shorter[0]) == ServiceRow.ABSENT) {
      services.remove(shorter[0]);
    } else {
      services.put(shared(shorter));
    }
  }

  private byte[][] shared(byte[][] entry) {
    entry[1] = SHARING[sharing.of(entry, FIRST_SLICE)];
    return entry;
  }

  private void putPod(byte @Nullable [] old, byte[] row) {
    pods.put(row);
    if (old == null) {
      podAddresses.add(row);
    } else {
      podAddresses.replace(old, row);
    }
  }

  private void removePod(byte[] row, int now) {
    pods.remove(row);
    podAddresses.remove(row);
    modified = now;
  }
}
