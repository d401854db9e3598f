package dev.nodens.plugin.etcd;

import java.util.List;

/// Picks the services of one group among those of a name (SkyDNS's rule).
final class Groups {
  private Groups() {}

  /// The services of the group that the topmost of `services` names, and those of none. All of them
  /// if there is no group, or more than one at the top.
  static List<Service> pick(List<Service> services) {
    if (services.isEmpty()) {
      return services;
    }
    String group = services.getFirst().group();
    int top = services.getFirst().depth();
    for (Service service : services) {
      if (service.depth() < top) {
        if (service.group().isEmpty()) {
          break;
        }
        top = service.depth();
        group = service.group();
      }
    }
    if (group.isEmpty()) {
      return services;
    }
    for (Service service : services) {
      boolean other = !service.group().isEmpty() && !service.group().equals(group);
      if (other && service.depth() == top) {
        return services;
      }
    }
    String chosen = group;
    return services.stream()
        .filter(service -> service.group().isEmpty() || service.group().equals(chosen))
        .toList();
  }
}
