package dev.nodens.plugin.hosts;

import dev.nodens.wire.Name;
import java.time.Duration;
import java.util.List;

/// What `hosts` says in one block.
///
/// @param file as written; relative ones count from the block's root directory
/// @param zones the only zones whose names are served
/// @param inline lines written in the Corefile itself, in the format of the file
/// @param ttl of every answer, in seconds, 1 to 65535
/// @param reverse whether entries are also answered by address
/// @param reload how often to look whether the file changed; zero for never
/// @param fallthrough zones for which unknown names go on to the next plugin; empty for none
/// @param fallthroughUnsupported whether types other than A, AAAA and PTR go on, too
public record HostsConfig(
    String file,
    List<Name> zones,
    List<String> inline,
    int ttl,
    boolean reverse,
    Duration reload,
    List<Name> fallthrough,
    boolean fallthroughUnsupported) {

  public HostsConfig {
    zones = List.copyOf(zones);
    inline = List.copyOf(inline);
    fallthrough = List.copyOf(fallthrough);
  }
}
