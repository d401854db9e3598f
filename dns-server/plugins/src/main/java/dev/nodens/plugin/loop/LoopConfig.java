package dev.nodens.plugin.loop;

import dev.nodens.wire.Name;

/// @param zone where the name of the probe lies: the first zone of the block
public record LoopConfig(Name zone) {}
