/**
 * The directive {@code forward}: sends queries to upstream servers and hands their replies back.
 * May touch {@code core}, {@code corefile} and {@code wire}; sockets come from the event loop's
 * connector. Start reading at {@link dev.nodens.plugin.forward.ForwardPlugin}, then {@link
 * dev.nodens.plugin.forward.LoopForwarder}.
 */
@NullMarked
package dev.nodens.plugin.forward;

import org.jspecify.annotations.NullMarked;
