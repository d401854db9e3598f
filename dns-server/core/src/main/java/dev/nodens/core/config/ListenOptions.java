package dev.nodens.core.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the servers of one block listen; filled by the plugins that have a say in it.
public final class ListenOptions {
  private final List<String> bind = new ArrayList<>();
  private final List<String> except = new ArrayList<>();
  private @Nullable StreamLimits limits;
  private HttpLimits https = HttpLimits.NONE;
  private HttpLimits grpc = HttpLimits.NONE;
  private HttpLimits https3 = HttpLimits.NONE;
  private QuicLimits quic = QuicLimits.NONE;
  private @Nullable ProxyProtocol proxy;
  private int sockets;

  /// Listens on `addresses` (IP addresses or interface names) instead of everywhere.
  public void bind(List<String> addresses, List<String> exceptAddresses) {
    bind.addAll(addresses);
    except.addAll(exceptAddresses);
  }

  /// Grants this to stream connections.
  public void limits(StreamLimits granted) {
    limits = granted;
  }

  /// What stream connections are granted; null if the block does not say.
  public @Nullable StreamLimits limits() {
    return limits;
  }

  /// Restricts `https://` listeners.
  public void https(HttpLimits restricted) {
    https = restricted;
  }

  /// What the block says of `https://` listeners.
  public HttpLimits https() {
    return https;
  }

  /// Restricts `grpc://` listeners.
  public void grpc(HttpLimits restricted) {
    grpc = restricted;
  }

  /// What the block says of `grpc://` listeners.
  public HttpLimits grpc() {
    return grpc;
  }

  /// Restricts `https3://` listeners.
  public void https3(HttpLimits restricted) {
    https3 = restricted;
  }

  /// What the block says of `https3://` listeners.
  public HttpLimits https3() {
    return https3;
  }

  /// Restricts `quic://` listeners.
  public void quic(QuicLimits restricted) {
    quic = restricted;
  }

  /// What the block says of `quic://` listeners.
  public QuicLimits quic() {
    return quic;
  }

  /// Listens to what peers say about their clients.
  public void proxy(ProxyProtocol terms) {
    proxy = terms;
  }

  /// Whose word about clients counts; null if nobody may say any.
  public @Nullable ProxyProtocol proxy() {
    return proxy;
  }

  /// Listens with so many sockets at each address.
  public void sockets(int number) {
    sockets = number;
  }

  /// Sockets at each address; 0 for one on each event loop.
  public int sockets() {
    return sockets;
  }

  /// IP addresses and interface names to listen on; empty means everywhere.
  public List<String> bind() {
    return List.copyOf(bind);
  }

  /// IP addresses to leave out of what [#bind()] names.
  public List<String> except() {
    return List.copyOf(except);
  }
}
