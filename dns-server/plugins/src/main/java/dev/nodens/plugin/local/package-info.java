/// The directive `local`: names of the local host, which no upstream should see. May touch `core`,
/// `corefile` and `wire`. Start reading at [dev.nodens.plugin.local.LocalPlugin].
@NullMarked
package dev.nodens.plugin.local;

import org.jspecify.annotations.NullMarked;
