/**
 * DNS over HTTPS (RFC 8484) and over gRPC, the side of the server: connections over HTTP/2 or
 * HTTP/1.1, and how DNS messages stand in requests and responses. May touch Netty, {@code core} and
 * {@code wire}; loaded only if a listener wants it. Start reading at {@link
 * dev.nodens.netty.http.HttpStart}, then {@link dev.nodens.netty.http.HttpConnection}.
 */
@NullMarked
package dev.nodens.netty.http;

import org.jspecify.annotations.NullMarked;
