/// The directive `erratic`: a server that misbehaves on purpose. May touch `core`, `corefile` and
/// `wire`. Start reading at [dev.nodens.plugin.erratic.ErraticPlugin].
@NullMarked
package dev.nodens.plugin.erratic;

import org.jspecify.annotations.NullMarked;
