package dev.nodens.sandbox.api;

import dev.nodens.sandbox.json.Json;
import dev.nodens.sandbox.kind.ServiceAddresses;
import dev.nodens.sandbox.store.Collection;
import dev.nodens.sandbox.store.Stored;

/// The cluster addresses 10.96.0.0/16, read from the stored Services themselves. Used inside a
/// write only, so that nobody takes an address in between.
final class AddressBook implements ServiceAddresses {
  private final Collection services;

  AddressBook(Collection services) {
    this.services = services;
  }

  @Override
  public boolean inRange(String address) {
    return address.matches("10\\.96\\.\\d{1,3}\\.\\d{1,3}");
  }

  @Override
  public boolean isTaken(String address, String owner) {
    return services.list("").stream()
        .anyMatch(s -> !s.key().equals(owner) && clusterIp(s).equals(address));
  }

  /// Addresses below 10.96.1.0 are left to those who choose one.
  @Override
  public String free() {
    var taken = new java.util.HashSet<String>();
    services.list("").forEach(s -> taken.add(clusterIp(s)));
    for (int i = 256; i < 65535; i++) {
      String address = "10.96." + i / 256 + "." + i % 256;
      if (i % 256 != 0 && !taken.contains(address)) {
        return address;
      }
    }
    throw new IllegalStateException("all addresses of 10.96.0.0/16 are taken");
  }

  private static String clusterIp(Stored service) {
    return Json.text(service.tree(), "spec", "clusterIP");
  }
}
