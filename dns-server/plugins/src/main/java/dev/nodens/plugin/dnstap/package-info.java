/**
 * The directive {@code dnstap}: a copy of queries and replies for collectors, in Frame Streams of
 * Protocol Buffers. May touch {@code core}, {@code corefile}, {@code wire} and sockets of its own,
 * on threads of its own. Start reading at {@link dev.nodens.plugin.dnstap.DnstapPlugin}, then
 * {@link dev.nodens.plugin.dnstap.DnstapHandler}.
 */
@NullMarked
package dev.nodens.plugin.dnstap;

import org.jspecify.annotations.NullMarked;
