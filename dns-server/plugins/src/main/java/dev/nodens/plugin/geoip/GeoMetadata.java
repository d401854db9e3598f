package dev.nodens.plugin.geoip;

import dev.nodens.core.Exchange;
import dev.nodens.core.Metadata;
import dev.nodens.wire.Octets;
import dev.nodens.wire.Query;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says where the client of a query is.
final class GeoMetadata implements Metadata.Provider {
  private static final Logger LOG = LoggerFactory.getLogger(GeoMetadata.class);
  private static final int CLIENT_SUBNET = 8;
  private static final int OPTION_HEADER = 4;
  private static final int SUBNET_HEADER = 4;
  private static final int IPV4 = 1;
  private static final int IPV6 = 2;

  private final GeoDatabase database;
  private final boolean clientSubnet;

  GeoMetadata(GeoDatabase database, boolean clientSubnet) {
    this.database = database;
    this.clientSubnet = clientSubnet;
  }

  @Override
  public @Nullable String value(Exchange exchange, String label) {
    try {
      return database.value(InetAddress.getByAddress(address(exchange)), label);
    } catch (IOException e) {
      LOG.debug("plugin/geoip: {}: {}", label, e.getMessage());
      return null;
    }
  }

  private byte[] address(Exchange exchange) {
    byte @Nullable [] subnet = clientSubnet ? subnet(exchange.query()) : null;
    return subnet == null
        ? Arrays.copyOf(exchange.clientAddress(), exchange.clientAddressLength())
        : subnet;
  }

  /// The address of the query's client subnet (RFC 7871 §6), or null. Octets that are left out are
  /// zero.
  private static byte @Nullable [] subnet(Query query) {
    int option = query.hasEdns() ? query.option(CLIENT_SUBNET) : -1;
    if (option < 0) {
      return null;
    }
    byte[] message = query.message();
    int length = Octets.u16(message, option + 2) - SUBNET_HEADER;
    int at = option + OPTION_HEADER;
    int family = length < 0 ? 0 : Octets.u16(message, at);
    int size = family == IPV4 ? 4 : family == IPV6 ? 16 : 0;
    if (length > size || size == 0) {
      return null;
    }
    byte[] address = new byte[size];
    System.arraycopy(message, at + SUBNET_HEADER, address, 0, length);
    return address;
  }
}
