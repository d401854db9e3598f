package dev.nodens.plugin.dns64;

import dev.nodens.corefile.Cidr;

/// What `dns64` says.
///
/// @param prefix of 32, 40, 48, 56, 64 or 96 bits
/// @param translateAll whether names that have IPv6 addresses are translated too
/// @param allowIpv4 whether clients that ask over IPv4 get translations
public record Dns64Config(Cidr prefix, boolean translateAll, boolean allowIpv4) {
  /// The well-known prefix (RFC 6052 §2.1).
  public static final Cidr WELL_KNOWN = Cidr.parse("64:ff9b::/96");
}
