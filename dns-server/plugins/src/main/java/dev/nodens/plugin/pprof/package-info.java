/// The directive `pprof`: profiles of the process for `go tool pprof`. May touch `core`,
/// `corefile`, `wire`, `protobuf` and what the JVM tells of itself (its Flight Recorder and
/// diagnostic commands). Start reading at [dev.nodens.plugin.pprof.PprofPages]; the manual page is
/// docs/plugins/pprof.md.
@NullMarked
package dev.nodens.plugin.pprof;

import org.jspecify.annotations.NullMarked;
