/// The directive `file`: zones from zone files. Reads the directive and keeps the files' content
/// current; answers are [dev.nodens.zone.ZoneHandler]'s. May touch `core`, `corefile`, `wire` and
/// `zone`. Start reading at [dev.nodens.plugin.file.FilePlugin].
@NullMarked
package dev.nodens.plugin.file;

import org.jspecify.annotations.NullMarked;
