/// The directive `view`: several server blocks for one zone, chosen by conditions on the query. May
/// touch `core`, `corefile` and `golang`. Start reading at [dev.nodens.plugin.view.ViewPlugin].
@NullMarked
package dev.nodens.plugin.view;

import org.jspecify.annotations.NullMarked;
