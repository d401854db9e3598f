/**
 * UDP by recvmmsg and sendmmsg through the foreign-function API: one system call for a batch of
 * datagrams and no object per datagram. May touch {@code core} and Netty's epoll loop, which tells
 * when a socket is readable; Linux only. Start reading at {@link dev.nodens.netty.mmsg.MmsgSocket}.
 */
@NullMarked
package dev.nodens.netty.mmsg;

import org.jspecify.annotations.NullMarked;
