package dev.nodens.core.config;

import java.util.OptionalLong;

/// What a block says of listeners that speak HTTP.
///
/// @param connections most open connections; 0 for any number; empty if the block does not say
/// @param streams most requests at once on a connection, up to 2^32 - 1; 0 for any number; empty if
///   the block does not say
public record HttpLimits(OptionalLong connections, OptionalLong streams) {
  /// Nothing said.
  public static final HttpLimits NONE = new HttpLimits(OptionalLong.empty(), OptionalLong.empty());
}
