/**
 * Tests of the way to API servers, on loopback sockets. The keys among the resources are for these
 * tests only. Start reading at {@code HttpApiServerTest}.
 */
@NullMarked
package dev.nodens.netty.api;

import org.jspecify.annotations.NullMarked;
