/// The directive `any`: a short answer to queries of type ANY (RFC 8482). May touch `core`,
/// `corefile` and `wire`. Start reading at [dev.nodens.plugin.any.AnyPlugin].
@NullMarked
package dev.nodens.plugin.any;

import org.jspecify.annotations.NullMarked;
