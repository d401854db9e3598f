/// The directive `chaos`: version, authors and host name as TXT records of class CH. May touch
/// `core`, `corefile` and `wire`. Start reading at [dev.nodens.plugin.chaos.ChaosPlugin].
@NullMarked
package dev.nodens.plugin.chaos;

import org.jspecify.annotations.NullMarked;
