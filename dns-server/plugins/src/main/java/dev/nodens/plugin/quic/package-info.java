/**
 * The directive {@code quic}: limits of DNS-over-QUIC listeners, which live in the network module.
 * May touch the core's configuration only. Start reading at {@link
 * dev.nodens.plugin.quic.QuicPlugin}.
 */
@NullMarked
package dev.nodens.plugin.quic;

import org.jspecify.annotations.NullMarked;
