/// The directive `minimal`: positive answers without authority and additional records. May touch
/// `core`, `corefile` and `wire`. Start reading at [dev.nodens.plugin.minimal.MinimalPlugin].
@NullMarked
package dev.nodens.plugin.minimal;

import org.jspecify.annotations.NullMarked;
