package dev.nodens.plugin.pprof;

import dev.nodens.core.config.HostPort;

/// What `pprof` says.
///
/// @param address where profiles are served
/// @param blockRate the shortest wait that the profile `block` counts, in nanoseconds; 0 or less if
///   it counts none
public record PprofConfig(HostPort address, long blockRate) {}
