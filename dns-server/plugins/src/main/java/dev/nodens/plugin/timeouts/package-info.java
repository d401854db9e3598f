/// The directive `timeouts`: how long TCP and TLS clients may take. May touch `core`, `corefile`
/// and `wire`. Start reading at [dev.nodens.plugin.timeouts.TimeoutsPlugin].
@NullMarked
package dev.nodens.plugin.timeouts;

import org.jspecify.annotations.NullMarked;
