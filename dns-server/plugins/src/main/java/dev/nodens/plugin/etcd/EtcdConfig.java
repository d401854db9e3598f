package dev.nodens.plugin.etcd;

import dev.nodens.wire.Name;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// What `etcd` says.
///
/// @param zones that it answers for
/// @param path key below which all records stand, such as `/skydns`
/// @param access how etcd is reached
/// @param lifetimes TTLs of records whose key has a lease
/// @param apexFallback whether a zone without `apex.dns` has the addresses of everything below it
/// @param fallthrough zones whose missing names go on to the next plugin
public record EtcdConfig(
    List<Name> zones,
    KeyPath path,
    Access access,
    Lifetimes lifetimes,
    boolean apexFallback,
    List<Name> fallthrough) {

  public EtcdConfig {
    zones = List.copyOf(zones);
    fallthrough = List.copyOf(fallthrough);
  }

  /// How etcd is reached.
  ///
  /// @param endpoints asked in this order
  /// @param tls files of an authority, of a certificate and its key, or all three; empty for none
  /// @param credentials user and password, if etcd asks for them
  public record Access(List<URI> endpoints, List<String> tls, Optional<Credentials> credentials) {

    public Access {
      endpoints = List.copyOf(endpoints);
      tls = List.copyOf(tls);
    }
  }

  /// A user of etcd.
  public record Credentials(String user, String password) {}

  /// The limits of TTLs that follow from leases.
  ///
  /// @param least seconds
  /// @param most seconds
  public record Lifetimes(long least, long most) {
    private static final long DEFAULT_LEAST = 30;
    private static final long DEFAULT_MOST = 86_400;

    /// What holds when nothing is said; 0 means the same.
    static final Lifetimes DEFAULT = new Lifetimes(DEFAULT_LEAST, DEFAULT_MOST);

    public Lifetimes {
      least = least == 0 ? DEFAULT_LEAST : least;
      most = most == 0 ? DEFAULT_MOST : most;
    }

    /// The TTL of a record whose lease ends in `seconds`.
    long ttl(long seconds) {
      return seconds < least ? least : Math.min(seconds, most);
    }
  }
}
