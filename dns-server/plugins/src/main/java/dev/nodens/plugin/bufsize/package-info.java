/// The directive `bufsize`: the UDP size that clients may ask for, cut. May touch `core`,
/// `corefile` and `wire`. Start reading at [dev.nodens.plugin.bufsize.BufsizePlugin].
@NullMarked
package dev.nodens.plugin.bufsize;

import org.jspecify.annotations.NullMarked;
