/**
 * Sockets and event loops: UDP and TCP listeners, upstream connections. May touch Netty, {@code
 * core} and {@code wire}; knows nothing of plugins, the Corefile or the life of the process. Start
 * reading at {@link dev.nodens.netty.NettyLoops}, then {@link dev.nodens.netty.UdpListener}.
 */
@NullMarked
package dev.nodens.netty;

import org.jspecify.annotations.NullMarked;
