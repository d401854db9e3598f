/// The directive `cancel`: how long a query may take. May touch `core`, `corefile` and `wire`.
/// Start reading at [dev.nodens.plugin.cancel.CancelPlugin].
@NullMarked
package dev.nodens.plugin.cancel;

import org.jspecify.annotations.NullMarked;
