/// The directive `debug`: debug lines in the log. May touch `core`, `corefile` and `wire`. Start
/// reading at [dev.nodens.plugin.debug.DebugPlugin].
@NullMarked
package dev.nodens.plugin.debug;

import org.jspecify.annotations.NullMarked;
