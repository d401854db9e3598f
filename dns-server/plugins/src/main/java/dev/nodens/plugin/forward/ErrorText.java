package dev.nodens.plugin.forward;

/// What went wrong with a connection, in the words that people search their logs for.
final class ErrorText {
  private ErrorText() {}

  /// No reply in time: `read udp A->B: i/o timeout`.
  static String timeout(UpstreamSocket socket) {
    if (!socket.pool().isStream()) {
      return "read udp " + socket.ends() + ": i/o timeout";
    }
    String network = socket.pool().network();
    return socket.isConnected()
        ? "read " + network + " " + socket.ends() + ": i/o timeout"
        : "dial " + network + " " + socket.pool().upstream().label() + ": i/o timeout";
  }

  /// The connection ended: `read udp A->B: read: connection refused`.
  static String closed(UpstreamSocket socket, String reason) {
    if (!socket.pool().isStream()) {
      return "read udp " + socket.ends() + ": read: " + reason;
    }
    String network = socket.pool().network();
    return socket.isConnected()
        ? "read " + network + " " + socket.ends() + ": read: " + reason
        : "dial " + network + " " + socket.pool().upstream().label() + ": connect: " + reason;
  }
}
