package dev.nodens.core;

import dev.nodens.wire.Name;
import dev.nodens.wire.Query;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a cluster's services look like from outside of the cluster. Any thread; allocates.
public interface OutsideView {
  /// Where a service, or one of its endpoints, can be reached.
  ///
  /// @param labels of the service or endpoint, ahead of the zone: `service.namespace` as a name
  ///   that ends in the root
  /// @param address 4 or 16 octets; nothing if there is a host
  /// @param host the name of a load balancer that has no address
  /// @param port its number; -1 if there is none, so that it has addresses only
  record Place(Name labels, byte[] address, Optional<Name> host, int port) {
    /// Whether SRV records can point to it.
    public boolean hasPort() {
      return port >= 0;
    }
  }

  /// What a name has.
  ///
  /// @param exists whether there is such a name
  /// @param places one for each address or host and port
  record Answer(boolean exists, List<Place> places) {
    /// There is no such name.
    public static final Answer MISSING = new Answer(false, List.of());

    /// The name exists and has nothing.
    public static final Answer EMPTY = new Answer(true, List.of());

    public Answer {
      places = List.copyOf(places);
    }
  }

  /// A service that can be reached.
  ///
  /// @param labels `service.namespace` as a name that ends in the root
  /// @param ports labels of its ports, such as `_http._tcp`
  record Known(Name labels, List<String> ports) {
    public Known {
      ports = List.copyOf(ports);
    }
  }

  /// What the lower-case `name` has, whose zone begins at `zoneAt`.
  ///
  /// @param headless whether endpoints of headless services count as reachable
  Answer outside(byte[] name, int zoneAt, boolean headless);

  /// All services that can be reached. Takes as long as there are services; not for event loops.
  ///
  /// @param headless whether endpoints of headless services count as reachable
  List<Known> outsideServices(boolean headless);

  /// The labels of the services that have the address which the queried name stands for
  /// (`4.3.2.1.in-addr.arpa`); null if it stands for no address.
  @Nullable List<Name> pointers(Query query);

  /// Whether everything was read once.
  boolean complete();

  /// Addresses, of 4 or 16 octets, under which this server can be reached from outside.
  List<byte[]> outsideAddresses(boolean headless);

  /// Unix time in seconds of the last change.
  int modified();

  /// Seconds that records about services may be kept.
  int ttl();
}
