package dev.nodens.plugin.dnstap;

import dev.nodens.core.Exchange;
import dev.nodens.protobuf.ProtobufWriter;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Arrays;

/// One `Dnstap` message of dnstap.proto, version 1 of dnstap.info.
final class TapMessage {
  private static final int CLIENT_QUERY = 5;
  private static final int CLIENT_RESPONSE = 6;
  private static final int FORWARDER_QUERY = 7;
  private static final int FORWARDER_RESPONSE = 8;
  private static final int TYPE_MESSAGE = 1;
  private static final int IPV6_PREFIX = 10;

  private TapMessage() {}

  /// What every message of a tap says.
  ///
  /// @param identity name of the server
  /// @param version version of the server
  record Source(byte[] identity, byte[] version) {}

  /// Whom a query was forwarded to.
  ///
  /// @param stream whether over a connection
  record Upstream(InetSocketAddress address, boolean stream) {}

  /// A query as it came.
  ///
  /// @param message the octets to copy; none if empty
  static byte[] query(
      Source source, Exchange exchange, Instant asked, byte[] message, byte[] extra) {
    ProtobufWriter inner = common(CLIENT_QUERY, exchange, asked);
    if (message.length > 0) {
      inner.bytes(10, message, message.length);
    }
    return outer(source, inner, extra);
  }

  /// A reply as it goes.
  ///
  /// @param message the octets to copy; none if empty
  static byte[] response(
      Source source,
      Exchange exchange,
      Instant asked,
      Instant answered,
      byte[] message,
      byte[] extra) {
    ProtobufWriter inner = common(CLIENT_RESPONSE, exchange, asked);
    inner.number(12, answered.getEpochSecond()).fixed32(13, answered.getNano());
    if (message.length > 0) {
      inner.bytes(14, message, message.length);
    }
    return outer(source, inner, extra);
  }

  /// A query as it went to an upstream.
  ///
  /// @param message the octets to copy; none if empty
  static byte[] forwarded(
      Source source,
      Exchange exchange,
      Upstream upstream,
      Instant asked,
      byte[] message,
      byte[] extra) {
    ProtobufWriter inner = beyond(FORWARDER_QUERY, exchange, upstream, asked);
    if (message.length > 0) {
      inner.bytes(10, message, message.length);
    }
    return outer(source, inner, extra);
  }

  /// A reply as it came from an upstream.
  ///
  /// @param message the octets to copy; none if empty
  static byte[] returned(
      Source source,
      Exchange exchange,
      Upstream upstream,
      Instant asked,
      Instant answered,
      byte[] message,
      byte[] extra) {
    ProtobufWriter inner = beyond(FORWARDER_RESPONSE, exchange, upstream, asked);
    inner.number(12, answered.getEpochSecond()).fixed32(13, answered.getNano());
    if (message.length > 0) {
      inner.bytes(14, message, message.length);
    }
    return outer(source, inner, extra);
  }

  /// The querying address is the client's, family and protocol are those of the way to the
  /// upstream, as in CoreDNS.
  private static ProtobufWriter beyond(
      int type, Exchange exchange, Upstream upstream, Instant asked) {
    byte[] client = exchange.clientAddress();
    int length = exchange.clientAddressLength();
    if (length == 16 && isMappedIpv4(client)) {
      client = Arrays.copyOfRange(client, 12, 16);
      length = 4;
    }
    byte[] address = upstream.address().getAddress().getAddress();
    return new ProtobufWriter()
        .number(1, type)
        .number(2, address.length == 4 ? 1 : 2)
        .number(3, upstream.stream() ? 2 : 1)
        .bytes(4, client, length)
        .bytes(5, address, address.length)
        .number(6, exchange.clientPort())
        .number(7, upstream.address().getPort())
        .number(8, asked.getEpochSecond())
        .fixed32(9, asked.getNano());
  }

  private static ProtobufWriter common(int type, Exchange exchange, Instant asked) {
    byte[] address = exchange.clientAddress();
    int length = exchange.clientAddressLength();
    if (length == 16 && isMappedIpv4(address)) {
      address = Arrays.copyOfRange(address, 12, 16);
      length = 4;
    }
    boolean stream = exchange.transport().protocol().equals("tcp");
    return new ProtobufWriter()
        .number(1, type)
        .number(2, length == 4 ? 1 : 2)
        .number(3, stream ? 2 : 1)
        .bytes(4, address, length)
        .number(6, exchange.clientPort())
        .number(8, asked.getEpochSecond())
        .fixed32(9, asked.getNano());
  }

  private static boolean isMappedIpv4(byte[] address) {
    for (int i = 0; i < IPV6_PREFIX; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return address[10] == -1 && address[11] == -1;
  }

  private static byte[] outer(Source source, ProtobufWriter message, byte[] extra) {
    ProtobufWriter outer =
        new ProtobufWriter()
            .bytes(1, source.identity(), source.identity().length)
            .bytes(2, source.version(), source.version().length);
    if (extra.length > 0) {
      outer.bytes(3, extra, extra.length);
    }
    return outer.message(14, message).number(15, TYPE_MESSAGE).toBytes();
  }
}
