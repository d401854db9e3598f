package dev.nodens.plugin.loadbalance;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What `loadbalance` says.
///
/// @param weights present for the policy `weighted`; otherwise records are shuffled
/// @param prefer addresses in these ranges come first, in this order
public record LoadbalanceConfig(Optional<Weights> weights, List<Range> prefer) {

  public LoadbalanceConfig {
    prefer = List.copyOf(prefer);
  }

  /// Where weights come from.
  ///
  /// @param file as written; relative ones count from the block's root directory
  /// @param reload how often to look whether it changed; zero for never
  public record Weights(String file, Duration reload) {}

  /// A range of addresses.
  ///
  /// @param address 4 or 16 octets
  /// @param bits how many of them count
  public record Range(byte[] address, int bits) {

    /// Whether the `length` octets at `at` of `message` are an address of this range.
    boolean contains(byte[] message, int at, int length) {
      if (length != address.length) {
        return false;
      }
      int whole = bits / 8;
      for (int i = 0; i < whole; i++) {
        if (message[at + i] != address[i]) {
          return false;
        }
      }
      int rest = bits % 8;
      return rest == 0 || (message[at + whole] ^ address[whole]) >> (8 - rest) == 0;
    }
  }
}
