package dev.nodens.zone;

import dev.nodens.wire.Name;
import dev.nodens.wire.Octets;
import dev.nodens.wire.RrType;
import dev.nodens.wire.WireName;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All records of a zone at one time; immutable, read by any thread without allocation. Made by
/// [ZoneBuilder].
public final class Zone {
  private static final int SOA_NUMBERS = 20;
  private static final int MINIMUM = 16;

  private final Name origin;
  private final int labels;
  private final Node apex;
  private final Rrset soa;
  private final Rrset nameServers;
  private final Node[] slots;
  private final List<Node> nodes;
  private final byte[][] order;
  private final Node[] ordered;

  /// @param nodes all names, the apex first
  /// @param signed whether the names shall be kept in canonical order, to deny with NSEC records
  Zone(Name origin, List<Node> nodes, Rrset soa, Rrset nameServers, boolean signed) {
    this.origin = origin;
    this.labels = origin.labels();
    this.nodes = List.copyOf(nodes);
    this.apex = nodes.getFirst();
    this.soa = soa;
    this.nameServers = nameServers;
    slots = new Node[Integer.highestOneBit(Math.max(4, nodes.size() * 2)) * 2];
    nodes.forEach(this::put);
    ordered =
        signed
            ? nodes.stream()
                .filter(node -> node.find(RrType.NSEC) != null)
                .sorted((a, b) -> CanonicalOrder.compare(key(a), key(b)))
                .toArray(Node[]::new)
            : new Node[0];
    order = Arrays.stream(ordered).map(Zone::key).toArray(byte[][]::new);
  }

  private static byte[] key(Node node) {
    return CanonicalOrder.key(node.name(), 0);
  }

  private void put(Node node) {
    int slot = WireName.hash(node.name(), 0, node.name().length) & slots.length - 1;
    while (slots[slot] != null) {
      slot = slot + 1 & slots.length - 1;
    }
    slots[slot] = node;
  }

  /// The zone's name.
  public Name origin() {
    return origin;
  }

  /// The serial number of its SOA record (RFC 1035 §3.3.13), unsigned.
  public long serial() {
    return number(0);
  }

  /// The SOA record's refresh interval in seconds.
  public long refresh() {
    return number(4);
  }

  /// The SOA record's retry interval in seconds.
  public long retry() {
    return number(8);
  }

  /// Seconds after which a copy that could not be refreshed is no longer served.
  public long expire() {
    return number(12);
  }

  private long number(int at) {
    byte[] data = soa.data(0);
    return Octets.u32(data, data.length - SOA_NUMBERS + at);
  }

  /// Number of records, signatures not counted.
  public int size() {
    int size = 0;
    for (Node node : nodes) {
      for (int i = 0; i < node.types(); i++) {
        size += node.rrset(i).size();
      }
    }
    return size;
  }

  int labels() {
    return labels;
  }

  Node apex() {
    return apex;
  }

  Rrset soa() {
    return soa;
  }

  Rrset nameServers() {
    return nameServers;
  }

  /// The TTL of denials: the lesser of the SOA record's own and its MINIMUM (RFC 2308 §3).
  int denialTtl() {
    return (int) Math.min(Integer.MAX_VALUE, Math.min(number(MINIMUM), soa.ttl(0) & 0xffffffffL));
  }

  /// All names, the apex first.
  List<Node> nodes() {
    return nodes;
  }

  /// The node of the lower-case name of `length` octets at `at`, or null.
  @Nullable Node find(byte[] name, int at, int length) {
    int slot = WireName.hash(name, at, length) & slots.length - 1;
    while (slots[slot] != null) {
      byte[] candidate = slots[slot].name();
      if (candidate.length == length
          && Arrays.equals(candidate, 0, length, name, at, at + length)) {
        return slots[slot];
      }
      slot = slot + 1 & slots.length - 1;
    }
    return null;
  }

  /// Whether the lower-case name at `at` is the zone's or below it.
  boolean contains(byte[] name, int at) {
    byte[] zone = origin.lower();
    int length = WireName.length(name, at);
    int offset = at;
    while (length > zone.length) {
      int label = (name[offset] & 0xff) + 1;
      offset += label;
      length -= label;
    }
    return length == zone.length && Arrays.equals(zone, 0, length, name, offset, offset + length);
  }

  /// The last name with an NSEC record that is not behind the lower-case `name` in canonical order,
  /// or null if the zone has no NSEC records. Allocates.
  @Nullable Node denying(byte[] name) {
    if (ordered.length == 0) {
      return null;
    }
    int found = Arrays.binarySearch(order, CanonicalOrder.key(name, 0), CanonicalOrder::compare);
    int index = found >= 0 ? found : -found - 2;
    return ordered[Math.max(0, index)];
  }
}
