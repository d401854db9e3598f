package dev.nodens.plugin.kubernetes;

import dev.nodens.plugin.kubernetes.table.Addresses;
import dev.nodens.plugin.kubernetes.table.ClusterTable;
import dev.nodens.plugin.kubernetes.table.ServiceRow;
import dev.nodens.plugin.kubernetes.table.SliceRow;
import dev.nodens.wire.MessageWriter;
import dev.nodens.wire.Name;
import dev.nodens.wire.RecordCursor;
import dev.nodens.wire.Records;
import dev.nodens.wire.RrType;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The zones' name servers: the services that this server's own address is an endpoint of, else
/// `ns.dns.ZONE` with this server's addresses. Asked rarely, so it allocates.
final class NameServers {
  private static final byte[] SVC = {3, 's', 'v', 'c'};
  private static final byte[] DEFAULT = {2, 'n', 's', 3, 'd', 'n', 's'};

  private final KubernetesConfig config;
  private final ClusterTable table;

  private volatile List<byte[]> own = List.of();

  NameServers(KubernetesConfig config, ClusterTable table) {
    this.config = config;
    this.table = table;
  }

  /// Says which addresses this server listens on; loopback ones do not count.
  void listenOn(List<InetAddress> addresses) {
    own =
        addresses.stream()
            .filter(address -> !address.isLoopbackAddress())
            .map(InetAddress::getAddress)
            .toList();
  }

  /// Appends NS records of the zone in `zone`, wire form, and the servers' addresses.
  void append(MessageWriter out, byte[] zone) {
    Map<Name, List<byte[]>> servers = servers(zone);
    for (Name server : servers.keySet()) {
      Records.target(out, RecordCursor.ANSWER, RrType.NS, config.ttl(), server.wire());
    }
    servers.forEach((server, addresses) -> {
      for (byte[] address : addresses) {
        Records.address(
            out, RecordCursor.ADDITIONAL, server.wire(), config.ttl(), address, 0, address.length);
      }
    });
  }

  /// Appends the servers' addresses of `length` octets as records of the queried name.
  void appendAddresses(MessageWriter out, byte[] zone, int length) {
    var addresses = new ArrayList<byte[]>();
    servers(zone).values().forEach(list -> list.forEach(address -> addOnce(addresses, address)));
    for (byte[] address : addresses) {
      if (address.length == length) {
        Records.address(out, RecordCursor.ANSWER, config.ttl(), address, 0, length);
      }
    }
  }

  /// The addresses outside of the cluster of the services that this server is an endpoint of; its
  /// own ones if there is no such service.
  List<byte[]> outside(boolean headless) {
    var addresses = new ArrayList<byte[]>();
    Set<byte[]> slices = ownSlices();
    for (byte[] slice : slices) {
      byte[] key = new byte[320];
      byte[][] entry = table.service(key, 0, SliceRow.serviceKey(slice, key, 0));
      int kind = entry == null ? ServiceRow.ABSENT : ServiceRow.kind(entry[0]);
      if (entry != null && kind == ServiceRow.HEADLESS && headless) {
        Map<Name, List<byte[]>> servers = new LinkedHashMap<>();
        endpoints(servers, slice, Name.ROOT.wire());
        servers.values().forEach(list -> list.forEach(address -> addOnce(addresses, address)));
      } else if (entry != null && (kind == ServiceRow.HEADLESS || kind == ServiceRow.CLUSTER_IP)) {
        byte[] row = entry[0];
        int at = ServiceRow.outside(row);
        for (; at < row.length; at = ServiceRow.nextOutside(row, at)) {
          if (row[at] > 0) {
            addOnce(addresses, Arrays.copyOfRange(row, at + 1, at + 1 + row[at]));
          }
        }
      }
    }
    return slices.isEmpty() ? own : addresses;
  }

  private Set<byte[]> ownSlices() {
    var slices = new LinkedHashSet<byte[]>();
    var walk = new Addresses.Walk();
    for (byte[] address : own) {
      table.addresses().begin(walk, address, 0, address.length);
      for (byte[] row = walk.next(); row != null; row = walk.next()) {
        if (!Addresses.isService(row)) {
          slices.add(row);
        }
      }
    }
    return slices;
  }

  /// The addresses of the servers of the zone in `zone`, wire form, by their names.
  Map<Name, List<byte[]>> servers(byte[] zone) {
    var servers = new LinkedHashMap<Name, List<byte[]>>();
    Set<byte[]> slices = ownSlices();
    slices.forEach(slice -> service(servers, slice, zone));
    if (slices.isEmpty()) {
      own.forEach(address -> add(servers, name(DEFAULT, DEFAULT.length, zone), address));
    }
    return servers;
  }

  private void service(Map<Name, List<byte[]>> servers, byte[] slice, byte[] zone) {
    byte[] name = new byte[320];
    int length = SliceRow.serviceKey(slice, name, 0);
    byte[][] entry = table.service(name, 0, length);
    if (entry == null) {
      return;
    }
    byte[] row = entry[0];
    System.arraycopy(SVC, 0, name, length, SVC.length);
    switch (ServiceRow.kind(row)) {
      case ServiceRow.CLUSTER_IP -> {
        Name server = name(name, length + SVC.length, zone);
        list(row, ServiceRow.ipv4(row), 4).forEach(address -> add(servers, server, address));
        list(row, ServiceRow.ipv6(row), 16).forEach(address -> add(servers, server, address));
      }
      case ServiceRow.HEADLESS -> endpoints(servers, slice, zone);
      default -> {}
    }
  }

  private static void endpoints(Map<Name, List<byte[]>> servers, byte[] slice, byte[] zone) {
    byte[] name = new byte[320];
    int at = SliceRow.endpoints(slice);
    for (; at < slice.length; at = SliceRow.next(slice, at)) {
      int end = ServiceAnswer.copyEndpointName(slice, at, name);
      end += SliceRow.serviceKey(slice, name, end);
      System.arraycopy(SVC, 0, name, end, SVC.length);
      byte[] address = new byte[SliceRow.addressLength(slice)];
      System.arraycopy(slice, SliceRow.address(slice, at), address, 0, address.length);
      add(servers, name(name, end + SVC.length, zone), address);
    }
  }

  private static List<byte[]> list(byte[] row, int at, int length) {
    var addresses = new ArrayList<byte[]>();
    for (int i = 0; i < row[at]; i++) {
      byte[] address = new byte[length];
      System.arraycopy(row, at + 1 + i * length, address, 0, length);
      addresses.add(address);
    }
    return addresses;
  }

  private static Name name(byte[] labels, int length, byte[] zone) {
    byte[] name = new byte[length + zone.length];
    System.arraycopy(labels, 0, name, 0, length);
    System.arraycopy(zone, 0, name, length, zone.length);
    return Name.of(name, 0);
  }

  private static void add(Map<Name, List<byte[]>> servers, Name server, byte[] address) {
    addOnce(servers.computeIfAbsent(server, name -> new ArrayList<>()), address);
  }

  private static void addOnce(List<byte[]> addresses, byte[] address) {
    if (addresses.stream().noneMatch(known -> Arrays.equals(known, address))) {
      addresses.add(address);
    }
  }
}
