package dev.nodens.plugin.etcd;

import dev.nodens.wire.Header;
import dev.nodens.wire.Name;
import dev.nodens.wire.Octets;
import dev.nodens.wire.RrType;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One query, answered from etcd. For a virtual thread: calls block.
final class Lookup {
  private static final int LONGEST_CHAIN = 10;

  private final Services services;
  private final Name zone;
  private final boolean apexFallback;
  private final Elsewhere elsewhere;

  /// Asks this server about names that do not stand in the zone.
  @FunctionalInterface
  interface Elsewhere {
    /// The reply's octets, or null. Blocks.
    byte @Nullable [] ask(Name name, int type);
  }

  /// @param zone that the query belongs to
  Lookup(Services services, Name zone, boolean apexFallback, Elsewhere elsewhere) {
    this.services = services;
    this.zone = zone;
    this.apexFallback = apexFallback;
    this.elsewhere = elsewhere;
  }

  /// The records of `name`; none if the name has none of `type`.
  ///
  /// @throws MissingNameException if there is no such name
  /// @throws IOException if etcd does not answer, or something that is no service stands there
  Answer answer(Name name, int type) throws IOException {
    switch (type) {
      case RrType.A, RrType.AAAA, RrType.TXT -> {
        return chain(name, type, List.of());
      }
      case RrType.CNAME -> {
        return alias(name);
      }
      case RrType.PTR -> {
        return pointers(name);
      }
      case RrType.MX -> {
        return exchanges(name);
      }
      case RrType.SRV -> {
        return new ServiceRecords(this, services).of(name);
      }
      case RrType.NS -> {
        if (name.equals(zone)) {
          return servers(name);
        }
      }
      default -> {}
    }
    // Only to know whether the name exists.
    chain(name, RrType.A, List.of());
    return new Answer();
  }

  /// Addresses or texts of `name`, aliases followed.
  private Answer chain(Name name, int type, List<Name> before) throws IOException {
    List<Service> found =
        type == RrType.TXT ? services.of(name, type, false) : atApexToo(name, type);
    var answer = new Answer();
    Set<String> seen = new HashSet<>();
    for (Service service : found) {
      byte @Nullable [] address = service.address();
      if (service.isAlias()) {
        follow(answer, name, type, service, before);
      } else if (type == RrType.TXT) {
        if (address == null && seen.add(service.text())) {
          answer.text(name, service);
        }
      } else if (address != null
          && address.length == (type == RrType.A ? 4 : 16)
          && seen.add(service.host())) {
        answer.address(name, service, address);
      }
    }
    return answer;
  }

  /// What a zone itself has stands at `apex.dns` below it.
  private List<Service> atApexToo(Name name, int type) throws IOException {
    if (!name.equals(zone)) {
      return services.of(name, type, false);
    }
    try {
      return services.of(zone.prepend("apex.dns"), type, false);
    } catch (MissingNameException e) {
      if (!apexFallback) {
        throw e;
      }
      return services.of(name, type, false);
    }
  }

  private void follow(Answer answer, Name name, int type, Service service, List<Name> before)
      throws IOException {
    Name target = host(service);
    if (target.isAtOrBelow(name) || before.size() > LONGEST_CHAIN || before.contains(target)) {
      return;
    }
    if (target.isAtOrBelow(zone)) {
      Answer inner = inside(target, type, append(before, target));
      if (inner.truncated()) {
        answer.truncate();
      }
      if (!inner.isEmpty()) {
        answer.target(name, RrType.CNAME, service, target);
        answer.addAll(inner);
      }
      return;
    }
    byte @Nullable [] reply = elsewhere.ask(target, type);
    if (reply != null) {
      if ((Octets.u16(reply, Header.FLAGS) & Header.TC) != 0) {
        answer.truncate();
      }
      answer.target(name, RrType.CNAME, service, target);
      answer.copy(reply);
    }
  }

  /// As [#chain], but a name without data, and one that cannot be looked up, has none.
  private Answer inside(Name name, int type, List<Name> before) {
    try {
      return chain(name, type, before);
    } catch (IOException e) {
      return new Answer();
    }
  }

  private static List<Name> append(List<Name> names, Name name) {
    Name[] all = Arrays.copyOf(names.toArray(Name[]::new), names.size() + 1);
    all[names.size()] = name;
    return List.of(all);
  }

  private Answer alias(Name name) throws IOException {
    List<Service> found = services.of(name, RrType.CNAME, true);
    var answer = new Answer();
    if (!found.isEmpty() && found.getFirst().address() == null) {
      answer.target(name, RrType.CNAME, found.getFirst(), host(found.getFirst()));
    }
    return answer;
  }

  private Answer pointers(Name name) throws IOException {
    var answer = new Answer();
    Set<String> seen = new HashSet<>();
    for (Service service : services.of(name, RrType.PTR, true)) {
      if (service.address() == null && seen.add(service.host())) {
        answer.target(name, RrType.PTR, service, host(service));
      }
    }
    return answer;
  }

  private Answer exchanges(Name name) throws IOException {
    var answer = new Answer();
    Set<Name> beside = new HashSet<>();
    Set<List<Object>> seen = new HashSet<>();
    for (Service service : services.of(name, RrType.MX, false)) {
      byte @Nullable [] address = service.address();
      if (!service.mail()) {
        continue;
      }
      Name target = stripped(address == null ? host(service) : services.owner(service), service);
      if (address == null) {
        if (service.isAlias()) {
          answer.mail(name, service, target);
          addressesBeside(answer, target, beside);
        }
        continue;
      }
      if (seen.add(List.of(target, service.priority()))) {
        answer.mail(name, service, target);
      }
      if (seen.add(List.of(target, service.host()))) {
        answer.addressBeside(target, service, address);
      }
    }
    return answer;
  }

  /// Name servers stand at `ns.dns` below the zone.
  private Answer servers(Name name) throws IOException {
    var answer = new Answer();
    Set<Name> seen = new HashSet<>();
    for (Service service : services.of(zone.prepend("ns.dns"), RrType.NS, false)) {
      byte @Nullable [] address = service.address();
      if (address == null) {
        if (service.isAlias()) {
          throw new IOException("NS record must be an IP address: " + service.host());
        }
        continue;
      }
      Name server = stripped(services.owner(service), service);
      answer.addressBeside(server, service, address);
      if (seen.add(server)) {
        answer.target(name, RrType.NS, service, server);
      }
    }
    return answer;
  }

  /// Puts the addresses of `target` beside the answer, once.
  void addressesBeside(Answer answer, Name target, Set<Name> done) {
    if (!done.add(target)) {
      return;
    }
    if (target.isAtOrBelow(zone)) {
      answer.addBeside(inside(target, RrType.A, List.of()));
      return;
    }
    byte @Nullable [] a = elsewhere.ask(target, RrType.A);
    if (a != null) {
      answer.copyBeside(a, true);
    }
    byte @Nullable [] aaaa = elsewhere.ask(target, RrType.AAAA);
    if (aaaa != null) {
      answer.copyBeside(aaaa, false);
    }
  }

  /// The name that a service points to.
  static Name host(Service service) throws IOException {
    try {
      return Name.parse(service.host());
    } catch (IllegalArgumentException e) {
      throw new IOException(service.key() + ": " + e.getMessage(), e);
    }
  }

  /// `target` without the labels that the service says to strip, if it has so many.
  static Name stripped(Name target, Service service) {
    int strip = service.strip();
    if (strip <= 0 || strip >= target.labels()) {
      return target;
    }
    int at = 0;
    for (int i = 0; i < strip; i++) {
      at += (target.wire()[at] & 0xff) + 1;
    }
    return Name.of(target.wire(), at);
  }
}
