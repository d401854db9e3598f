/**
 * Tests of what QUIC needs that no socket is needed for. May touch everything. Start reading at
 * {@link dev.nodens.netty.quic.DoqMessageTest}.
 */
@NullMarked
package dev.nodens.netty.quic;

import org.jspecify.annotations.NullMarked;
