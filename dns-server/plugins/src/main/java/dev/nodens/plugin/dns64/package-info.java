/// The directive `dns64`: IPv6 addresses made of IPv4 ones (RFC 6147). May touch `core`, `corefile`
/// and `wire`. Start reading at [dev.nodens.plugin.dns64.Dns64Plugin].
@NullMarked
package dev.nodens.plugin.dns64;

import org.jspecify.annotations.NullMarked;
