package dev.nodens.plugin.health;

import dev.nodens.core.config.HostPort;
import java.time.Duration;

/// What `health` says.
///
/// @param address where `/health` is served
/// @param lameDuck how long the process goes on serving after it was told to stop
public record HealthConfig(HostPort address, Duration lameDuck) {}
