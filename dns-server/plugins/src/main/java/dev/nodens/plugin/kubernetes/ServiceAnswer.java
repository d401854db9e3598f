package dev.nodens.plugin.kubernetes;

import dev.nodens.plugin.kubernetes.table.AddressText;
import dev.nodens.plugin.kubernetes.table.ClusterTable;
import dev.nodens.plugin.kubernetes.table.PortFilter;
import dev.nodens.plugin.kubernetes.table.Ports;
import dev.nodens.plugin.kubernetes.table.ServiceRow;
import dev.nodens.plugin.kubernetes.table.SliceRow;
import dev.nodens.wire.Header;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Query;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;

/// Writes SRV records with the addresses of their targets.
///
/// Priority is 0. The weight is 100 divided by the number of pairs of address and port, both
/// families together, at least 1. Targets end in the zone as the question wrote it and are not
/// compressed (RFC 2782); the addresses point to them.
final class ServiceAnswer {
  private static final byte[] SVC = {3, 's', 'v', 'c'};
  private static final int MOST_POINTED = 0x4000;

  private final int ttl;
  private final AddressAnswer addresses;

  ServiceAnswer(int ttl, AddressAnswer addresses) {
    this.ttl = ttl;
    this.addresses = addresses;
  }

  /// Appends what `found` has; the name lies in the zone at `zoneAt` of the question's name.
  void append(MessageWriter out, Query query, int zoneAt, Scratch scratch, Lookup.Found found) {
    switch (found) {
      case CLUSTER_IPS -> clusterIps(out, query, zoneAt, scratch.lookup);
      case ENDPOINTS -> endpoints(out, query, zoneAt, scratch);
      case POD -> pod(out, query, zoneAt, scratch);
      case NOTHING, EMPTY, EXTERNAL, VERSION, NAME_SERVER -> {}
    }
  }

  private void clusterIps(MessageWriter out, Query query, int zoneAt, Lookup lookup) {
    byte[] row = lookup.entry()[0];
    int list = ServiceRow.ports(row);
    int ipv4 = ServiceRow.ipv4(row);
    int ipv6 = ServiceRow.ipv6(row);
    int pairs = Ports.matching(row, list, lookup.ports()) * (row[ipv4] + row[ipv6]);
    if (pairs == 0) {
      return;
    }
    int target = 0;
    int port = Ports.first(list);
    for (int i = Ports.count(row, list); i > 0; i--) {
      if (isFirst(row, list, port, lookup.ports())) {
        int at = begin(out, weight(pairs), Ports.number(row, port));
        tail(out, query, zoneAt, row, ServiceRow.labelsAt(), ServiceRow.labelsLength(row));
        out.end(RecordCursor.ANSWER);
        target = target == 0 ? at : target;
      }
      port = Ports.next(row, port);
    }
    if (target == 0) {
      return;
    }
    for (int i = 0; i < row[ipv4]; i++) {
      addresses.record(out, RecordCursor.ADDITIONAL, target, row, ipv4 + 1 + 4 * i, 4);
    }
    for (int i = 0; i < row[ipv6]; i++) {
      addresses.record(out, RecordCursor.ADDITIONAL, target, row, ipv6 + 1 + 16 * i, 16);
    }
  }

  private void endpoints(MessageWriter out, Query query, int zoneAt, Scratch scratch) {
    Lookup lookup = scratch.lookup;
    byte[][] entry = lookup.entry();
    int pairs = 0;
    int count = 0;
    for (int i = ClusterTable.firstSlice(); i < entry.length; i++) {
      int matching = matching(lookup, entry[i]);
      int ports = Ports.matching(entry[i], SliceRow.ports(entry[i]), lookup.ports());
      count += matching;
      pairs += matching * ports;
    }
    int weight = weight(Math.max(1, pairs));
    int[] targets = scratch.offsets(count);
    int ordinal = 0;
    for (int i = ClusterTable.firstSlice(); i < entry.length; i++) {
      byte[] slice = entry[i];
      int at = lookup.nextMatch(slice, SliceRow.endpoints(slice));
      while (at < slice.length) {
        targets[ordinal] = services(out, query, zoneAt, scratch, i, at, weight);
        ordinal++;
        at = lookup.nextMatch(slice, SliceRow.next(slice, at));
      }
    }
    additional(out, query, zoneAt, scratch, targets);
  }

  private static int matching(Lookup lookup, byte[] slice) {
    int count = 0;
    int at = lookup.nextMatch(slice, SliceRow.endpoints(slice));
    while (at < slice.length) {
      count++;
      at = lookup.nextMatch(slice, SliceRow.next(slice, at));
    }
    return count;
  }

  /// Appends the SRV records of one endpoint, one for each port.
  ///
  /// @return offset in the message of the target's name; 0 if there is no record
  private int services(
      MessageWriter out,
      Query query,
      int zoneAt,
      Scratch scratch,
      int index,
      int endpoint,
      int weight) {
    byte[][] entry = scratch.lookup.entry();
    byte[] slice = entry[index];
    PortFilter filter = scratch.lookup.ports();
    int list = SliceRow.ports(slice);
    boolean shared = isShared(entry);
    int target = 0;
    int port = Ports.first(list);
    for (int i = Ports.count(slice, list); i > 0; i--) {
      if (isFirst(slice, list, port, filter)) {
        int number = Ports.number(slice, port);
        boolean repeated = shared && isRepeated(scratch.lookup, index, endpoint, number);
        int at = out.length();
        if (!repeated) {
          at = begin(out, weight, number);
          endpointName(out, slice, endpoint, scratch.name);
          tail(out, query, zoneAt, entry[0], ServiceRow.labelsAt(), labelsLength(entry));
          out.end(RecordCursor.ANSWER);
        }
        target = target == 0 ? (repeated ? -1 : at) : target;
      }
      port = Ports.next(slice, port);
    }
    return target;
  }

  private static boolean isShared(byte[][] entry) {
    return ClusterTable.mayShareLabels(entry) || ClusterTable.mayShareAddresses(entry);
  }

  private static int labelsLength(byte[][] entry) {
    return ServiceRow.labelsLength(entry[0]);
  }

  /// Appends the address of each endpoint that has a target; -1 stands for a target of another
  /// endpoint with the same name.
  private void additional(
      MessageWriter out, Query query, int zoneAt, Scratch scratch, int[] targets) {
    byte[][] entry = scratch.lookup.entry();
    boolean shared = isShared(entry);
    int ordinal = 0;
    for (int i = ClusterTable.firstSlice(); i < entry.length; i++) {
      byte[] slice = entry[i];
      int at = scratch.lookup.nextMatch(slice, SliceRow.endpoints(slice));
      while (at < slice.length) {
        int target = targets[ordinal];
        if (target < 0) {
          target = earlierTarget(scratch.lookup, targets, ordinal, i, at);
        }
        ordinal++;
        if (target != 0 && !(shared && isSameAddressEarlier(scratch.lookup, i, at))) {
          additional(out, query, zoneAt, scratch, slice, at, target);
        }
        at = scratch.lookup.nextMatch(slice, SliceRow.next(slice, at));
      }
    }
  }

  /// The target of the first endpoint that has the same name as the one at `endpoint`, which comes
  /// as number `ordinal`; -1 if there is none.
  private static int earlierTarget(
      Lookup lookup, int[] targets, int ordinal, int index, int endpoint) {
    byte[][] entry = lookup.entry();
    int earlier = 0;
    for (int i = ClusterTable.firstSlice(); i <= index; i++) {
      byte[] slice = entry[i];
      int at = lookup.nextMatch(slice, SliceRow.endpoints(slice));
      while (at < slice.length && earlier < ordinal) {
        if (targets[earlier] > 0 && sameName(slice, at, entry[index], endpoint)) {
          return targets[earlier];
        }
        earlier++;
        at = lookup.nextMatch(slice, SliceRow.next(slice, at));
      }
    }
    return -1;
  }

  private void additional(
      MessageWriter out,
      Query query,
      int zoneAt,
      Scratch scratch,
      byte[] slice,
      int endpoint,
      int target) {
    int length = SliceRow.addressLength(slice);
    int address = SliceRow.address(slice, endpoint);
    if (target > 0 && target < MOST_POINTED) {
      addresses.record(out, RecordCursor.ADDITIONAL, target, slice, address, length);
      return;
    }
    byte[] row = scratch.lookup.entry()[0];
    byte[] owner = scratch.name;
    int end = copyEndpointName(slice, endpoint, owner);
    System.arraycopy(row, ServiceRow.labelsAt(), owner, end, ServiceRow.labelsLength(row));
    end += ServiceRow.labelsLength(row);
    System.arraycopy(SVC, 0, owner, end, SVC.length);
    end += SVC.length;
    int zoneLength = query.qnameLength() - zoneAt;
    System.arraycopy(query.message(), Header.LENGTH + zoneAt, owner, end, zoneLength);
    out.begin(owner, 0, length == 4 ? RrType.A : RrType.AAAA, RrClass.IN, ttl);
    out.data(slice, address, length);
    out.end(RecordCursor.ADDITIONAL);
  }

  private void pod(MessageWriter out, Query query, int zoneAt, Scratch scratch) {
    NameParts parts = scratch.parts;
    int at = begin(out, 100, 0);
    out.data(parts.name(), parts.service(), zoneAt - parts.service());
    zone(out, query, zoneAt);
    out.end(RecordCursor.ANSWER);
    addresses.record(
        out,
        RecordCursor.ADDITIONAL,
        at,
        scratch.lookup.address(),
        0,
        scratch.lookup.addressLength());
  }

  private static int weight(int pairs) {
    return Math.max(1, 100 / pairs);
  }

  /// Whether the port at `port` matches, has a number, and no earlier one that does has the same.
  private static boolean isFirst(byte[] row, int list, int port, PortFilter filter) {
    if (!Ports.isNumbered(row, port) || !Ports.matches(row, port, filter)) {
      return false;
    }
    for (int at = Ports.first(list); at < port; at = Ports.next(row, at)) {
      if (Ports.number(row, at) == Ports.number(row, port)
          && Ports.isNumbered(row, at)
          && Ports.matches(row, at, filter)) {
        return false;
      }
    }
    return true;
  }

  /// Whether an earlier endpoint with the same name has the port `number` too.
  private static boolean isRepeated(Lookup lookup, int index, int endpoint, int number) {
    byte[][] entry = lookup.entry();
    for (int i = ClusterTable.firstSlice(); i <= index; i++) {
      byte[] slice = entry[i];
      int end = i == index ? endpoint : slice.length;
      if (!hasPort(slice, number, lookup.ports())) {
        continue;
      }
      int at = lookup.nextMatch(slice, SliceRow.endpoints(slice));
      while (at < end) {
        if (sameName(slice, at, entry[index], endpoint)) {
          return true;
        }
        at = lookup.nextMatch(slice, SliceRow.next(slice, at));
      }
    }
    return false;
  }

  private static boolean isSameAddressEarlier(Lookup lookup, int index, int endpoint) {
    byte[][] entry = lookup.entry();
    byte[] own = entry[index];
    int address = SliceRow.address(own, endpoint);
    int length = SliceRow.addressLength(own);
    for (int i = ClusterTable.firstSlice(); i <= index; i++) {
      byte[] slice = entry[i];
      int end = i == index ? endpoint : slice.length;
      int at = lookup.nextMatch(slice, SliceRow.endpoints(slice));
      while (at < end) {
        if (SliceRow.hasAddress(slice, at, own, address, length)
            && sameName(slice, at, own, endpoint)) {
          return true;
        }
        at = lookup.nextMatch(slice, SliceRow.next(slice, at));
      }
    }
    return false;
  }

  private static boolean sameName(byte[] slice, int endpoint, byte[] other, int otherEndpoint) {
    if (SliceRow.labelsLength(slice, endpoint) > 0) {
      return SliceRow.sameLabels(slice, endpoint, other, otherEndpoint);
    }
    return SliceRow.labelsLength(other, otherEndpoint) == 0
        && SliceRow.hasAddress(
            slice,
            endpoint,
            other,
            SliceRow.address(other, otherEndpoint),
            SliceRow.addressLength(other));
  }

  private static boolean hasPort(byte[] slice, int number, PortFilter filter) {
    int list = SliceRow.ports(slice);
    int port = Ports.first(list);
    for (int i = Ports.count(slice, list); i > 0; i--) {
      if (Ports.isNumbered(slice, port)
          && Ports.number(slice, port) == number
          && Ports.matches(slice, port, filter)) {
        return true;
      }
      port = Ports.next(slice, port);
    }
    return false;
  }

  /// Begins an SRV record of the queried name.
  ///
  /// @return offset in the message where the target begins
  private int begin(MessageWriter out, int weight, int port) {
    out.beginAtQuestion(RrType.SRV, RrClass.IN, ttl);
    out.u16(0);
    out.u16(weight);
    out.u16(port);
    return out.length();
  }

  private static void endpointName(MessageWriter out, byte[] slice, int endpoint, byte[] scratch) {
    out.data(scratch, 0, copyEndpointName(slice, endpoint, scratch));
  }

  /// Writes the endpoint's labels to `target` and returns their length.
  static int copyEndpointName(byte[] slice, int endpoint, byte[] target) {
    int length = SliceRow.labelsLength(slice, endpoint);
    if (length == 0) {
      return AddressText.label(
          slice, SliceRow.address(slice, endpoint), SliceRow.addressLength(slice), target, 0);
    }
    System.arraycopy(slice, endpoint + 1, target, 0, length);
    return length;
  }

  /// Appends `SERVICE.NAMESPACE.svc.ZONE`.
  private static void tail(
      MessageWriter out, Query query, int zoneAt, byte[] row, int labelsAt, int labelsLength) {
    out.data(row, labelsAt, labelsLength);
    out.data(SVC, 0, SVC.length);
    zone(out, query, zoneAt);
  }

  private static void zone(MessageWriter out, Query query, int zoneAt) {
    out.data(query.message(), Header.LENGTH + zoneAt, query.qnameLength() - zoneAt);
  }
}
