/// The directive `loadbalance`: changes the order of address and MX records in replies. May touch
/// `core`, `corefile` and `wire`. Start reading at
/// [dev.nodens.plugin.loadbalance.LoadbalancePlugin].
@NullMarked
package dev.nodens.plugin.loadbalance;

import org.jspecify.annotations.NullMarked;
