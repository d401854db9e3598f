package dev.nodens.plugin.etcd;

import com.fasterxml.jackson.core.JsonFactory;
import dev.nodens.wire.Name;
import dev.nodens.wire.RrType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds the services of names in a [Store]. For virtual threads: calls block.
final class Services {
  private static final long DEFAULT_TTL = 300;

  private final KeyPath path;
  private final EtcdConfig.Lifetimes lifetimes;
  private final Store store;
  private final JsonFactory json = new JsonFactory();

  Services(EtcdConfig config, Store store) {
    this.path = config.path();
    this.lifetimes = config.lifetimes();
    this.store = store;
  }

  /// The name whose records stand at `service`'s key.
  ///
  /// @throws IOException if there cannot be such a name
  Name owner(Service service) throws IOException {
    try {
      return path.name(service.key());
    } catch (IllegalArgumentException e) {
      throw new IOException(service.key() + ": " + e.getMessage(), e);
    }
  }

  /// The services of `name` that matter for `type`.
  ///
  /// @param exact leaves out those below the name
  /// @throws MissingNameException if nothing stands there
  /// @throws IOException if etcd does not answer, or something that is no service stands there
  List<Service> of(Name name, int type, boolean exact) throws IOException {
    List<String> key = path.of(name);
    if (key.stream().anyMatch(part -> part.contains("/"))) {
      throw new MissingNameException(name);
    }
    int wild = path.parts().size();
    while (wild < key.size() && !KeyPath.isWildcard(key.get(wild))) {
      wild++;
    }
    List<Store.Entry> entries = entries(KeyPath.key(key.subList(0, wild)), exact);
    if (entries.isEmpty()) {
      throw new MissingNameException(name);
    }
    List<Service> services = new ArrayList<>();
    Map<Long, Long> leases = new HashMap<>();
    for (Store.Entry entry : entries) {
      if (wild < key.size() && !matches(KeyPath.split(entry.key()), key)) {
        continue;
      }
      Service service = Service.read(entry.key(), entry.value(), json);
      if (!service.host().isEmpty() || (type == RrType.TXT && !service.text().isEmpty())) {
        services.add(service.withTtl(ttl(service, entry.lease(), leases)));
      }
    }
    return Groups.pick(services);
  }

  private List<Store.Entry> entries(String key, boolean exact) throws IOException {
    List<Store.Entry> below = exact ? List.of() : store.get(key + "/", true);
    return below.isEmpty() ? store.get(key, false) : below;
  }

  private static boolean matches(List<String> key, List<String> pattern) {
    if (key.size() < pattern.size()) {
      return false;
    }
    for (int i = 0; i < pattern.size(); i++) {
      if (!KeyPath.isWildcard(pattern.get(i)) && !pattern.get(i).equals(key.get(i))) {
        return false;
      }
    }
    return true;
  }

  /// The smaller one of what the service says and what its lease leaves.
  private long ttl(Service service, long lease, Map<Long, Long> leases) {
    long left = lease == 0 ? 0 : leases.computeIfAbsent(lease, this::left);
    if (left == 0) {
      return service.ttl() == 0 ? DEFAULT_TTL : service.ttl();
    }
    return service.ttl() == 0 ? left : Math.min(left, service.ttl());
  }

  /// The TTL that a lease allows; 0 if that is not known.
  private long left(long lease) {
    try {
      long remaining = store.remaining(lease);
      return remaining <= 0 ? 0 : lifetimes.ttl(remaining);
    } catch (IOException e) {
      // The record is there all the same: better its own TTL than no answer.
      return 0;
    }
  }
}
