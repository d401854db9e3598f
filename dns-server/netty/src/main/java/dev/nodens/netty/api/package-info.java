/**
 * Reaches Kubernetes API servers: credentials, TLS, HTTP/1.1 responses as blocking streams. May
 * touch {@code core}'s ports and the JDK; no Netty, because a watch is one connection read in order
 * and a blocked thread is all the back-pressure it needs. Start reading at {@link
 * dev.nodens.netty.api.KubernetesApi}.
 */
@NullMarked
package dev.nodens.netty.api;

import org.jspecify.annotations.NullMarked;
