/// The directive `autopath`: walks the client's search list on the server. May touch `core`,
/// `corefile` and `wire`. Start reading at [dev.nodens.plugin.autopath.AutopathPlugin].
@NullMarked
package dev.nodens.plugin.autopath;

import org.jspecify.annotations.NullMarked;
