/// The directive `secondary`: zones that are copied from other name servers. May touch `core`,
/// `corefile`, `wire` and `zone`. Start reading at [dev.nodens.plugin.secondary.SecondaryPlugin].
@NullMarked
package dev.nodens.plugin.secondary;

import org.jspecify.annotations.NullMarked;
