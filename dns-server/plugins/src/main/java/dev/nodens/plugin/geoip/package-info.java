/// The directive `geoip`: where a client is, from a MaxMind database, for other plugins to ask. May
/// touch `core`, `corefile` and `wire`; the database's reader stays in here. Start reading at
/// [dev.nodens.plugin.geoip.GeoipPlugin].
@NullMarked
package dev.nodens.plugin.geoip;

import org.jspecify.annotations.NullMarked;
