package dev.nodens.core.port;

/// Opens connections to upstream servers. Event loop only.
public interface UpstreamConnector {
  /// Starts to open a connection; `listener` hears how it goes. Never blocks, never throws for a
  /// network reason.
  UpstreamConnection open(UpstreamTarget target, UpstreamListener listener);
}
