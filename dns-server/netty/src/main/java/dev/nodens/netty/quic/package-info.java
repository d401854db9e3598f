/**
 * QUIC (RFC 9000) below DNS over QUIC (RFC 9250) and HTTP/3: connections and their streams on the
 * side of the server, and connections to upstreams. May touch Netty, {@code core}, {@code wire} and
 * {@code netty.api}; loaded only if a listener or an upstream wants it. Start reading at {@link
 * dev.nodens.netty.quic.QuicServer}, then {@link dev.nodens.netty.quic.QuicConnection}.
 */
@NullMarked
package dev.nodens.netty.quic;

import org.jspecify.annotations.NullMarked;
