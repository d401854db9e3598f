/// The directive `header`: flags of queries and replies, set or cleared. May touch `core`,
/// `corefile` and `wire`. Start reading at [dev.nodens.plugin.header.HeaderPlugin].
@NullMarked
package dev.nodens.plugin.header;

import org.jspecify.annotations.NullMarked;
