/// The directive `auto`: every zone file of a folder. Reads the directive, walks the folder and
/// keeps the set of zones current; answers are [dev.nodens.zone.ZoneHandler]'s. May touch `core`,
/// `corefile`, `wire` and `zone`. Start reading at [dev.nodens.plugin.auto.AutoPlugin].
@NullMarked
package dev.nodens.plugin.auto;

import org.jspecify.annotations.NullMarked;
