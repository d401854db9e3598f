/// The directive `multisocket`: several sockets per listener. May touch `core`, `corefile` and
/// `wire`. Start reading at [dev.nodens.plugin.multisocket.MultisocketPlugin].
@NullMarked
package dev.nodens.plugin.multisocket;

import org.jspecify.annotations.NullMarked;
