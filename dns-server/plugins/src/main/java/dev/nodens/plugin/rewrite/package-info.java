/// The directive `rewrite`: changes questions on their way in and replies on their way back. May
/// touch `core`, `corefile`, `wire` and `golang`. Start reading at
/// [dev.nodens.plugin.rewrite.RewritePlugin], then `Rule` and `RewriteHandler`.
@NullMarked
package dev.nodens.plugin.rewrite;

import org.jspecify.annotations.NullMarked;
