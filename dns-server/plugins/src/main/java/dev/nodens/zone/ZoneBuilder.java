package dev.nodens.zone;

import dev.nodens.wire.Name;
import dev.nodens.wire.Octets;
import dev.nodens.wire.RrType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Collects records and makes a [Zone] of them. For one thread.
public final class ZoneBuilder {
  private static final int MANY = 32;

  private final Name origin;
  private final Map<Name, Map<Integer, Records>> names = new LinkedHashMap<>();

  /// Records of one name and type.
  private static final class Records {
    private final List<byte[]> data = new ArrayList<>();
    private final List<Integer> ttls = new ArrayList<>();
    private @Nullable Set<ByteBuffer> seen;

    void add(int ttl, byte[] rdata) {
      data.add(rdata);
      ttls.add(ttl);
      if (seen != null) {
        seen.add(ByteBuffer.wrap(rdata));
      }
    }

    /// Looks at each of few, and up in a set of many.
    boolean has(byte[] rdata) {
      if (data.size() < MANY) {
        return data.stream().anyMatch(other -> Arrays.equals(other, rdata));
      }
      Set<ByteBuffer> all = seen;
      if (all == null) {
        all = new HashSet<>();
        for (byte[] other : data) {
          all.add(ByteBuffer.wrap(other));
        }
        seen = all;
      }
      return all.contains(ByteBuffer.wrap(rdata));
    }

    void clear() {
      data.clear();
      ttls.clear();
      seen = null;
    }

    byte[][] octets() {
      return data.toArray(byte[][]::new);
    }

    int[] seconds() {
      return ttls.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  /// An empty zone.
  public ZoneBuilder(Name origin) {
    this.origin = origin;
    names.put(origin, new LinkedHashMap<>());
  }

  /// Adds one record; what lies outside the zone is left out, and so is a second copy.
  ///
  /// @param data RDATA without compression
  public void add(Name owner, int type, int ttl, byte[] data) {
    if (!owner.isAtOrBelow(origin)) {
      return;
    }
    addParents(owner);
    Records records =
        names
            .computeIfAbsent(owner, name -> new LinkedHashMap<>())
            .computeIfAbsent(type, t -> new Records());
    if (type == RrType.SOA) {
      // A zone has one (RFC 1035 §5.2); the last one counts, as in CoreDNS.
      records.clear();
    }
    if (!records.has(data)) {
      records.add(ttl, data);
    }
  }

  private void addParents(Name owner) {
    byte[] wire = owner.lower();
    for (int at = (wire[0] & 0xff) + 1; wire.length - at > origin.length(); ) {
      names.computeIfAbsent(Name.of(wire, at), name -> new LinkedHashMap<>());
      at += (wire[at] & 0xff) + 1;
    }
  }

  /// Whether a SOA record of the zone is there.
  boolean hasSoa() {
    return apexRecords(RrType.SOA) != null;
  }

  private @Nullable Records apexRecords(int type) {
    Map<Integer, Records> apex = names.get(origin);
    return apex == null ? null : apex.get(type);
  }

  /// The zone of all records.
  ///
  /// @throws IllegalStateException if there is no SOA record
  public Zone build() {
    var nodes = new LinkedHashMap<Name, Node>();
    names.forEach((name, types) -> nodes.put(name, new Node(name.lower(), rrsets(types))));
    nodes.forEach((name, node) -> linkWildcard(name, node, nodes));
    Node apex = nodes.values().iterator().next();
    Rrset soa = apex.find(RrType.SOA);
    if (soa == null) {
      throw new IllegalStateException("zone " + origin + " has no SOA record");
    }
    Rrset servers = apex.find(RrType.NS);
    boolean signed = apex.find(RrType.NSEC) != null;
    return new Zone(
        origin,
        List.copyOf(nodes.values()),
        soa,
        servers == null ? Rrset.unsigned(RrType.NS, new byte[0][], new int[0]) : servers,
        signed);
  }

  private static void linkWildcard(Name name, Node node, Map<Name, Node> nodes) {
    byte[] wire = name.lower();
    if (wire.length > 2 && wire[0] == 1 && wire[1] == '*') {
      Node parent = nodes.get(Name.of(wire, 2));
      if (parent != null) {
        parent.wildcard(node);
      }
    }
  }

  private static Rrset[] rrsets(Map<Integer, Records> types) {
    var rrsets = new ArrayList<Rrset>();
    Records all = types.get(RrType.RRSIG);
    types.forEach((type, records) -> {
      Records covering = new Records();
      for (int i = 0; all != null && i < all.data.size(); i++) {
        if (type != RrType.RRSIG && Octets.u16(all.data.get(i), 0) == type) {
          covering.add(all.ttls.get(i), all.data.get(i));
        }
      }
      rrsets.add(
          new Rrset(
              type, records.octets(), records.seconds(), covering.octets(), covering.seconds()));
    });
    return rrsets.toArray(Rrset[]::new);
  }
}
