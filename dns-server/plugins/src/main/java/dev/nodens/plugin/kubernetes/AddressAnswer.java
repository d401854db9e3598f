package dev.nodens.plugin.kubernetes;

import dev.nodens.plugin.kubernetes.table.ClusterTable;
import dev.nodens.plugin.kubernetes.table.Ports;
import dev.nodens.plugin.kubernetes.table.ServiceRow;
import dev.nodens.plugin.kubernetes.table.SliceRow;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;

/// Writes A and AAAA records of services, endpoints and pods.
final class AddressAnswer {
  private final int ttl;

  AddressAnswer(int ttl) {
    this.ttl = ttl;
  }

  /// Appends the addresses of `length` octets that `found` stands for.
  ///
  /// @param owner offset in the message of the name that gets the records
  void append(MessageWriter out, int owner, Lookup lookup, Lookup.Found found, int length) {
    switch (found) {
      case CLUSTER_IPS -> clusterIps(out, owner, lookup.entry()[0], length);
      case ENDPOINTS -> endpoints(out, owner, lookup, length);
      case POD -> {
        if (lookup.addressLength() == length) {
          record(out, RecordCursor.ANSWER, owner, lookup.address(), 0, length);
        }
      }
      case NOTHING, EMPTY, EXTERNAL, VERSION, NAME_SERVER -> {}
    }
  }

  private void clusterIps(MessageWriter out, int owner, byte[] row, int length) {
    int list = length == 4 ? ServiceRow.ipv4(row) : ServiceRow.ipv6(row);
    int at = list + 1;
    for (int i = row[list]; i > 0; i--) {
      record(out, RecordCursor.ANSWER, owner, row, at, length);
      at += length;
    }
  }

  private void endpoints(MessageWriter out, int owner, Lookup lookup, int length) {
    byte[][] entry = lookup.entry();
    boolean shared = ClusterTable.mayShareAddresses(entry);
    for (int i = ClusterTable.firstSlice(); i < entry.length; i++) {
      byte[] slice = entry[i];
      if (SliceRow.addressLength(slice) != length
          || Ports.matching(slice, SliceRow.ports(slice), lookup.ports()) == 0) {
        continue;
      }
      int at = lookup.nextMatch(slice, SliceRow.endpoints(slice));
      while (at < slice.length) {
        if (!shared || !isRepeated(lookup, i, at)) {
          record(out, RecordCursor.ANSWER, owner, slice, SliceRow.address(slice, at), length);
        }
        at = lookup.nextMatch(slice, SliceRow.next(slice, at));
      }
    }
  }

  /// Whether an earlier endpoint of the answer has the same address.
  private static boolean isRepeated(Lookup lookup, int index, int endpoint) {
    byte[][] entry = lookup.entry();
    byte[] own = entry[index];
    int length = SliceRow.addressLength(own);
    int address = SliceRow.address(own, endpoint);
    for (int i = ClusterTable.firstSlice(); i <= index; i++) {
      byte[] slice = entry[i];
      int end = i == index ? endpoint : slice.length;
      if (Ports.matching(slice, SliceRow.ports(slice), lookup.ports()) == 0) {
        continue;
      }
      int at = lookup.nextMatch(slice, SliceRow.endpoints(slice));
      while (at < end) {
        if (SliceRow.hasAddress(slice, at, own, address, length)) {
          return true;
        }
        at = lookup.nextMatch(slice, SliceRow.next(slice, at));
      }
    }
    return false;
  }

  /// Appends one A or AAAA record whose owner stands at `owner` of the message.
  void record(MessageWriter out, int section, int owner, byte[] bytes, int at, int length) {
    out.beginAt(owner, length == 4 ? RrType.A : RrType.AAAA, RrClass.IN, ttl);
    out.data(bytes, at, length);
    out.end(section);
  }
}
