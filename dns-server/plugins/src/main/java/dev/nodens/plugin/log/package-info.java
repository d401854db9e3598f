/// The directive `log`: one log line for each query. May touch `core`, `corefile` and `wire`. Start
/// reading at [dev.nodens.plugin.log.LogPlugin], then `LogHandler`.
@NullMarked
package dev.nodens.plugin.log;

import org.jspecify.annotations.NullMarked;
