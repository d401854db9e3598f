package dev.nodens.plugin.etcd;

import java.io.IOException;
import java.util.List;

/// What `etcd` asks of etcd. For virtual threads: calls block.
interface Store {
  /// One key.
  ///
  /// @param value JSON text
  /// @param lease 0 for none
  record Entry(String key, String value, long lease) {}

  /// The keys that begin with `key`, or only that one, in their order.
  ///
  /// @throws IOException if no endpoint answers
  List<Entry> get(String key, boolean prefix) throws IOException;

  /// Seconds until a lease ends; 0 or less if it has ended.
  ///
  /// @throws IOException if no endpoint answers
  long remaining(long lease) throws IOException;
}
