/// The directive `siit`: IPv4 addresses made of IPv6 ones (RFC 6052, RFC 7757). May touch `core`,
/// `corefile` and `wire`. Start reading at [dev.nodens.plugin.siit.SiitPlugin].
@NullMarked
package dev.nodens.plugin.siit;

import org.jspecify.annotations.NullMarked;
