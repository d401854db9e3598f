/// The directive `sign`: zone files are signed and written, and signed again in time. May touch
/// `core`, `corefile`, `wire` and `zone`. Start reading at [dev.nodens.plugin.sign.SignPlugin].
@NullMarked
package dev.nodens.plugin.sign;

import org.jspecify.annotations.NullMarked;
