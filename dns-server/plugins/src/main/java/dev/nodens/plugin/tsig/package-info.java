/// The directive `tsig`: signed queries and replies (RFC 8945). May touch `core`, `corefile`,
/// `wire` and the keys of `zone`. Start reading at [dev.nodens.plugin.tsig.TsigPlugin].
@NullMarked
package dev.nodens.plugin.tsig;

import org.jspecify.annotations.NullMarked;
