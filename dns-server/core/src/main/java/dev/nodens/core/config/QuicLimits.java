package dev.nodens.core.config;

import java.util.OptionalLong;

/// What a block says of listeners that speak DNS over QUIC.
///
/// @param http what it says as those that speak HTTP do
/// @param queries most queries at once of the listener; empty if the block does not say
public record QuicLimits(HttpLimits http, OptionalLong queries) {
  /// Nothing said.
  public static final QuicLimits NONE = new QuicLimits(HttpLimits.NONE, OptionalLong.empty());
}
