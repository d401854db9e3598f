/// The directive `transfer`: gives zones to other name servers and tells them of changes. May touch
/// `core`, `corefile`, `wire` and `zone`. Start reading at
/// [dev.nodens.plugin.transfer.TransferPlugin].
@NullMarked
package dev.nodens.plugin.transfer;

import org.jspecify.annotations.NullMarked;
