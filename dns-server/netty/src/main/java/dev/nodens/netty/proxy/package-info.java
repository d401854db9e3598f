/**
 * The PROXY protocol (haproxy.org, versions 1 and 2): what a load balancer says before a query
 * about its client. May touch Netty and {@code core}; loaded only if a Corefile asks for it. Start
 * reading at {@link dev.nodens.netty.proxy.ProxiedExchanges}, then {@link
 * dev.nodens.netty.proxy.ProxyStart}.
 */
@NullMarked
package dev.nodens.netty.proxy;

import org.jspecify.annotations.NullMarked;
