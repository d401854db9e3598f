/// The directive `shed`: no packet waits in this server. May touch `core` and `corefile`. Start
/// reading at [dev.nodens.plugin.shed.ShedPlugin].
@NullMarked
package dev.nodens.plugin.shed;

import org.jspecify.annotations.NullMarked;
