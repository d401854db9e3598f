/// The directive `pprof`: profiles of the process. May touch `core`, `corefile` and `wire`. Start
/// reading at [dev.nodens.plugin.pprof.PprofPlugin].
@NullMarked
package dev.nodens.plugin.pprof;

import org.jspecify.annotations.NullMarked;
