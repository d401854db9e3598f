/**
 * Tests of the PROXY protocol in datagrams. May touch everything. Start reading at {@link
 * dev.nodens.netty.proxy.ProxyDatagramsTest}.
 */
@NullMarked
package dev.nodens.netty.proxy;

import org.jspecify.annotations.NullMarked;
