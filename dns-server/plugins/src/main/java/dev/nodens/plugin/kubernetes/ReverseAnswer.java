package dev.nodens.plugin.kubernetes;

import dev.nodens.plugin.kubernetes.table.Addresses;
import dev.nodens.plugin.kubernetes.table.ClusterTable;
import dev.nodens.plugin.kubernetes.table.ServiceRow;
import dev.nodens.plugin.kubernetes.table.SliceRow;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import dev.nodens.wire.WireName;

/// Writes PTR records: the service whose cluster IP it is, else every endpoint that has the
/// address.
final class ReverseAnswer {
  private static final byte[] SVC = {3, 's', 'v', 'c'};

  private final KubernetesConfig config;
  private final ClusterTable table;
  private final byte[] zone;

  ReverseAnswer(KubernetesConfig config, ClusterTable table) {
    this.config = config;
    this.table = table;
    this.zone = config.primaryZone().wire();
  }

  /// Appends the names of the address of `length` octets in `scratch.address`.
  ///
  /// @return whether there is any
  boolean append(MessageWriter out, Scratch scratch, int length) {
    Addresses addresses = table.addresses();
    addresses.begin(scratch.walk, scratch.address, 0, length);
    for (byte[] row = scratch.walk.next(); row != null; row = scratch.walk.next()) {
      if (Addresses.isService(row) && isExposed(row, ServiceRow.namespace(row))) {
        service(out, row, scratch.name);
        return true;
      }
    }
    boolean any = false;
    addresses.begin(scratch.walk, scratch.address, 0, length);
    for (byte[] row = scratch.walk.next(); row != null; row = scratch.walk.next()) {
      if (!Addresses.isService(row) && isExposed(row, SliceRow.namespace())) {
        any |= endpoints(out, row, scratch, length);
      }
    }
    return any;
  }

  private boolean isExposed(byte[] row, int namespaceAt) {
    return config.namespaces().isEmpty() || table.hasNamespace(row, namespaceAt);
  }

  private void service(MessageWriter out, byte[] row, byte[] name) {
    int length = ServiceRow.labelsLength(row);
    System.arraycopy(row, ServiceRow.labelsAt(), name, 0, length);
    pointer(out, name, length);
  }

  private boolean endpoints(MessageWriter out, byte[] row, Scratch scratch, int length) {
    boolean any = false;
    int at = SliceRow.find(row, SliceRow.endpoints(row), scratch.address, 0, length);
    while (at >= 0) {
      if (!isRepeated(row, at, scratch, length)) {
        int end = ServiceAnswer.copyEndpointName(row, at, scratch.name);
        end += SliceRow.serviceKey(row, scratch.name, end);
        pointer(out, scratch.name, end);
      }
      any = true;
      at = SliceRow.find(row, SliceRow.next(row, at), scratch.address, 0, length);
    }
    return any;
  }

  /// Whether an earlier endpoint of the walk has the same name.
  @SuppressWarnings("ReferenceEquality") // that very row, not one like it
  private boolean isRepeated(byte[] row, int endpoint, Scratch scratch, int length) {
    table.addresses().begin(scratch.earlier, scratch.address, 0, length);
    for (byte[] other = scratch.earlier.next(); other != null; other = scratch.earlier.next()) {
      int end = other == row ? endpoint : other.length;
      if (!Addresses.isService(other) && SliceRow.sameService(row, other)) {
        int at = SliceRow.find(other, SliceRow.endpoints(other), scratch.address, 0, length);
        while (at >= 0 && at < end) {
          if (sameName(row, endpoint, other, at)) {
            return true;
          }
          at = SliceRow.find(other, SliceRow.next(other, at), scratch.address, 0, length);
        }
      }
      if (other == row) {
        return false;
      }
    }
    return false;
  }

  private static boolean sameName(byte[] row, int endpoint, byte[] other, int otherEndpoint) {
    return SliceRow.labelsLength(row, endpoint) == 0
        ? SliceRow.labelsLength(other, otherEndpoint) == 0
        : SliceRow.sameLabels(row, endpoint, other, otherEndpoint);
  }

  private void pointer(MessageWriter out, byte[] name, int length) {
    out.beginAtQuestion(RrType.PTR, RrClass.IN, config.ttl());
    if (length + SVC.length + zone.length <= WireName.MAX_LENGTH) {
      out.data(name, 0, length);
      out.data(SVC, 0, SVC.length);
      out.data(zone, 0, zone.length);
    } else {
      out.data(zone, 0, zone.length);
    }
    out.end(RecordCursor.ANSWER);
  }
}
