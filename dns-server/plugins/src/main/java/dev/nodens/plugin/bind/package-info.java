/// The directive `bind`: the addresses that a block's servers listen on. May touch `core` and
/// `corefile`. Start reading at [dev.nodens.plugin.bind.BindPlugin].
@NullMarked
package dev.nodens.plugin.bind;

import org.jspecify.annotations.NullMarked;
