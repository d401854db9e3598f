/// The directive `trace`: traces of queries. May touch `core`, `corefile` and `wire`. Start reading
/// at [dev.nodens.plugin.trace.TracePlugin].
@NullMarked
package dev.nodens.plugin.trace;

import org.jspecify.annotations.NullMarked;
