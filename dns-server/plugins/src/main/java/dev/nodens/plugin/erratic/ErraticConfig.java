package dev.nodens.plugin.erratic;

import java.time.Duration;

/// What `erratic` says; of every so many queries one is treated so, 0 for none.
///
/// @param drop gets no reply
/// @param delay is answered late
/// @param duration how late
/// @param truncate gets TC
/// @param large whether answers to A queries have 30 records
public record ErraticConfig(int drop, int delay, Duration duration, int truncate, boolean large) {}
