package dev.nodens.core.port;

/// Lets a plugin swap the running configuration for what its Corefile says now.
public interface Reloader {
  /// Hash of the parsed tokens of the Corefile as it is on disk now; comments and layout do not
  /// count.
  ///
  /// @throws Exception if it cannot be read or parsed; the message says where
  String currentHash() throws Exception;

  /// Hash of the parsed tokens of the configuration being served.
  String servedHash();

  /// Reads the Corefile and swaps to it; on failure the old configuration serves on. Blocks.
  ///
  /// @throws Exception if the new configuration cannot be built or started
  void reload() throws Exception;
}
