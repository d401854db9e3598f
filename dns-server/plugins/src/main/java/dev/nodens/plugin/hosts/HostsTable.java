package dev.nodens.plugin.hosts;

import dev.nodens.wire.Name;
import dev.nodens.wire.Query;
import dev.nodens.wire.RrType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Every answer that a file and the inline lines give together, in wire form. Immutable; a changed
/// file makes a new one.
///
/// In each source and family an exact name hides a wildcard; the file's addresses come before the
/// inline ones.
final class HostsTable {
  private final NameTable<Host> hosts;
  private final NameTable<Host> wildcards;
  private final NameTable<Answers> pointers;

  private HostsTable(
      NameTable<Host> hosts, NameTable<Host> wildcards, NameTable<Answers> pointers) {
    this.hosts = hosts;
    this.wildcards = wildcards;
    this.pointers = pointers;
  }

  /// The answers for one name; at least one of them is not empty.
  record Host(Answers v4, Answers v6) {}

  static HostsTable of(HostsEntries file, HostsEntries inline, int ttl) {
    List<HostsEntries> sources = List.of(file, inline);
    Map<Name, Host> hosts = new HashMap<>();
    Map<Name, Host> wildcards = new HashMap<>();
    Map<Name, Answers> pointers = new HashMap<>();
    for (Name name : names(sources, HostsEntries::v4, HostsEntries::v6)) {
      var v4 = new ArrayList<byte[]>();
      var v6 = new ArrayList<byte[]>();
      for (HostsEntries source : sources) {
        v4.addAll(exactElseWild(source.v4(), source.wildV4(), name));
        v6.addAll(exactElseWild(source.v6(), source.wildV6(), name));
      }
      hosts.put(name, host(v4, v6, ttl));
    }
    for (Name parent : names(sources, HostsEntries::wildV4, HostsEntries::wildV6)) {
      var v4 = new ArrayList<byte[]>();
      var v6 = new ArrayList<byte[]>();
      for (HostsEntries source : sources) {
        v4.addAll(source.wildV4().getOrDefault(parent, List.of()));
        v6.addAll(source.wildV6().getOrDefault(parent, List.of()));
      }
      wildcards.put(parent, host(v4, v6, ttl));
    }
    for (Name address : names(sources, HostsEntries::reverse, HostsEntries::reverse)) {
      var targets = new ArrayList<byte[]>();
      for (HostsEntries source : sources) {
        source.reverse().getOrDefault(address, List.of()).forEach(t -> targets.add(t.wire()));
      }
      pointers.put(address, Answers.of(RrType.PTR, ttl, targets));
    }
    return new HostsTable(
        new NameTable<>(hosts), new NameTable<>(wildcards), new NameTable<>(pointers));
  }

  private static Set<Name> names(
      List<HostsEntries> sources,
      Function<HostsEntries, Map<Name, ?>> one,
      Function<HostsEntries, Map<Name, ?>> other) {
    Set<Name> names = new HashSet<>();
    for (HostsEntries source : sources) {
      names.addAll(one.apply(source).keySet());
      names.addAll(other.apply(source).keySet());
    }
    return names;
  }

  private static List<byte[]> exactElseWild(
      Map<Name, List<byte[]>> exact, Map<Name, List<byte[]>> wild, Name name) {
    List<byte[]> addresses = exact.get(name);
    if (addresses != null) {
      return addresses;
    }
    if (name.labels() < 2) {
      return List.of();
    }
    Name parent = Name.of(name.lower(), name.lower()[0] + 1);
    return wild.getOrDefault(parent, List.of());
  }

  private static Host host(List<byte[]> v4, List<byte[]> v6, int ttl) {
    return new Host(Answers.of(RrType.A, ttl, v4), Answers.of(RrType.AAAA, ttl, v6));
  }

  /// What is known of the queried name, or null.
  @Nullable Host host(Query query) {
    byte[] name = query.qname();
    int length = query.qnameLength();
    Host exact = hosts.find(name, 0, length);
    if (exact != null || query.labelCount() < 2) {
      return exact;
    }
    int parent = query.label(1);
    return wildcards.find(name, parent, length - parent);
  }

  /// The names of the queried address, or null.
  @Nullable Answers pointers(Query query) {
    return pointers.find(query.qname(), 0, query.qnameLength());
  }
}
