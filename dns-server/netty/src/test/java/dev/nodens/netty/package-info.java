/**
 * Tests of sockets over loopback, with a server made by hand. May touch everything in this module.
 * Start reading at {@link dev.nodens.netty.TestServer}.
 */
@NullMarked
package dev.nodens.netty;

import org.jspecify.annotations.NullMarked;
