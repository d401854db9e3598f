package dev.nodens.plugin.rewrite;

import org.jspecify.annotations.Nullable;

/// A change of the reply.
sealed interface ReplyRule {
  /// Maps owners.
  record Owner(TextMap map) implements ReplyRule {}

  /// Maps the first name in RDATA.
  record Value(TextMap map) implements ReplyRule {}

  /// Brings TTLs into a range, in seconds.
  record Ttl(long least, long most) implements ReplyRule {
    int of(int ttl) {
      return (int) Math.clamp(Integer.toUnsignedLong(ttl), least, most);
    }
  }

  /// Puts one rcode in the place of another.
  record Rcode(int from, int to) implements ReplyRule {}

  /// Follows another target than the one that a CNAME record names.
  record Target(CnameRule rule) implements ReplyRule {}

  /// Undoes the change of an EDNS option for the client.
  ///
  /// @param original its value in the client's query; null if it had none
  record Option(int code, byte @Nullable [] original) implements ReplyRule {}
}
