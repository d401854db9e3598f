package dev.nodens.core.port;

/// Hears from one [UpstreamConnection]. Called on its event loop.
public interface UpstreamListener {
  /// The connection is open (at once for UDP).
  void connected();

  /// A message arrived; `message` is only valid during the call.
  void received(byte[] message, int length);

  /// The upstream failed for one query; the connection goes on. Only where the transport can say so
  /// (HTTP, gRPC).
  ///
  /// @param id identifier of the query, as it was sent
  /// @param reason for the error log
  default void failed(int id, String reason) {}

  /// The connection is closed, by the peer or by an error (connection refused, unreachable, reset);
  /// nothing follows.
  ///
  /// @param reason in the words that people search logs for, such as `connection refused`
  void closed(String reason);
}
