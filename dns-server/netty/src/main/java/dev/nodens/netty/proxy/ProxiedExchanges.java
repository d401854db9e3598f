package dev.nodens.netty.proxy;

import dev.nodens.core.Exchange;
import dev.nodens.core.ReplySink;
import dev.nodens.core.Transport;
import dev.nodens.core.config.ProxyProtocol;
import dev.nodens.core.port.Loop;
import org.jspecify.annotations.Nullable;

/// Begins exchanges with datagrams of peers that speak for their clients. One event loop.
public final class ProxiedExchanges {
  private final Loop loop;
  private final ProxyProtocol terms;
  private final ProxyDatagrams datagrams;

  /// @param terms what peers are granted
  public ProxiedExchanges(Loop loop, ProxyProtocol terms) {
    this.loop = loop;
    this.terms = terms;
    this.datagrams = new ProxyDatagrams(terms);
  }

  /// What peers are granted.
  public ProxyProtocol terms() {
    return terms;
  }

  /// Begins `exchange` with the datagram of `length` octets that stands in its request buffer, or
  /// gives it back.
  ///
  /// @param peer who sent it, the first `peerLength` octets count
  /// @param attachment what `replyTo` needs to find the peer again
  /// @return whether it was begun
  public boolean begin(
      Exchange exchange,
      int length,
      byte[] peer,
      int peerLength,
      int peerPort,
      ReplySink replyTo,
      Object attachment) {
    byte[] octets = exchange.requestBuffer(length);
    long now = loop.nanoTime();
    @Nullable ProxiedDatagram said =
        datagrams.read(octets, length, peer, peerLength, peerPort, now);
    int at = datagrams.payloadAt();
    if (said == null || at == length) {
      // Thrown away, or a word without a query.
      exchange.release();
      return false;
    }
    System.arraycopy(octets, at, octets, 0, length - at);
    exchange.begin(length - at, Transport.UDP, replyTo, attachment, now);
    exchange.client(said.client(), 0, said.client().length, said.port());
    exchange.proxyTlvs(said.tlvs());
    return true;
  }
}
