package dev.nodens.plugin.etcd;

import dev.nodens.wire.Name;
import dev.nodens.wire.RrType;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// SRV records of services: a service at an address is its own target.
final class ServiceRecords {
  private static final int WHOLE = 100;
  private static final int NO_PORT = -1;

  private final Lookup lookup;
  private final Services services;

  /// @param lookup finds addresses of targets
  ServiceRecords(Lookup lookup, Services services) {
    this.lookup = lookup;
    this.services = services;
  }

  /// The records of `name` with the addresses of their targets beside them.
  Answer of(Name name) throws IOException {
    List<Service> found = services.of(name, RrType.SRV, false);
    Map<Integer, Integer> sums = new HashMap<>();
    found.forEach(service -> sums.merge(service.priority(), weight(service), Integer::sum));
    var answer = new Answer();
    Set<Name> beside = new HashSet<>();
    Set<List<Object>> seen = new HashSet<>();
    for (Service service : found) {
      byte @Nullable [] address = service.address();
      if (service.port() == NO_PORT || (address == null && !service.isAlias())) {
        continue;
      }
      int share = share(service, sums.getOrDefault(service.priority(), WHOLE));
      if (address == null) {
        Name target = Lookup.stripped(Lookup.host(service), service);
        answer.service(name, service, share, target);
        lookup.addressesBeside(answer, target, beside);
        continue;
      }
      Name target = Lookup.stripped(services.owner(service), service);
      if (seen.add(List.of(target, service.port() & 0xffff))) {
        answer.service(name, service, share, target);
      }
      if (seen.add(List.of(target, service.host()))) {
        answer.addressBeside(target, service, address);
      }
    }
    return answer;
  }

  private static int weight(Service service) {
    return service.weight() == 0 ? WHOLE : service.weight();
  }

  /// The service's share of all weights of its priority, in percent, at least 1.
  private static int share(Service service, int sum) {
    double share = (double) WHOLE / sum * weight(service);
    return Math.max(1, (int) Math.floor(share) & 0xffff);
  }
}
