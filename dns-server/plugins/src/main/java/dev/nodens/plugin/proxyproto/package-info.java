/**
 * The directive {@code proxyproto}: who may say before a query whose it is. What peers say is read
 * in the network module. May touch the core and the Corefile only. Start reading at {@link
 * dev.nodens.plugin.proxyproto.ProxyprotoPlugin}.
 */
@NullMarked
package dev.nodens.plugin.proxyproto;

import org.jspecify.annotations.NullMarked;
