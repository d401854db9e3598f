package dev.nodens.netty.proxy;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Whose a query in a datagram is.
///
/// @param client 4 or 16 octets
/// @param port of the client
/// @param tlvs what was said besides, types and lengths included; null for nothing
record ProxiedDatagram(byte[] client, int port, byte @Nullable [] tlvs) {
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ProxiedDatagram(byte[] address, int number, byte @Nullable [] said)
        && Arrays.equals(client, address)
        && port == number
        && Arrays.equals(tlvs, said);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(client) + port;
  }
}
