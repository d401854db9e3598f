package dev.nodens.plugin.siit;

import dev.nodens.corefile.Cidr;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `siit` says.
///
/// @param prefix of 32, 40, 48, 56, 64 or 96 bits, ahead of the IPv4 address
/// @param mappings IPv4 addresses by the IPv6 addresses that stand for them (RFC 7757)
public record SiitConfig(Cidr prefix, Map<ByteBuffer, byte[]> mappings) {

  public SiitConfig {
    mappings = Map.copyOf(mappings);
  }

  /// The IPv4 address that `address`, of 16 octets, stands for; null if there is none.
  public byte @Nullable [] ipv4(byte[] address) {
    byte @Nullable [] mapped = mappings.get(ByteBuffer.wrap(address));
    if (mapped != null || !prefix.contains(address, 0, address.length) || address[8] != 0) {
      return mapped;
    }
    byte[] ipv4 = new byte[4];
    int at = prefix.bits() / 8;
    for (int i = 0; i < ipv4.length; i++) {
      // Octet 8 is no part of the address (RFC 6052 §2.2).
      at += at == 8 ? 1 : 0;
      ipv4[i] = address[at++];
    }
    return ipv4;
  }
}
