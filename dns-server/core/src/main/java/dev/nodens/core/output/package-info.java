/// Log lines that event loops write without blocking, locking or allocating. May touch the JDK
/// only; which lines there are is the plugins' business. Start reading at
/// [dev.nodens.core.output.LineOutput].
@NullMarked
package dev.nodens.core.output;

import org.jspecify.annotations.NullMarked;
