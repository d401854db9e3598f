package dev.nodens.plugin.bufsize;

/// What `bufsize` says.
///
/// @param size most octets of a UDP reply, 512 to 4096
public record BufsizeConfig(int size) {
  /// What resolvers agreed on to keep replies from being fragmented (DNS flag day 2020).
  public static final BufsizeConfig DEFAULT = new BufsizeConfig(1232);
}
