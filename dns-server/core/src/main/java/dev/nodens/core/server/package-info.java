/**
 * From a request to the chain that serves it: the accept check, zone routing, and how a
 * configuration becomes running servers. May touch the rest of {@code core} and {@code wire}; no
 * sockets. Start reading at {@link dev.nodens.core.server.Server}.
 */
@NullMarked
package dev.nodens.core.server;

import org.jspecify.annotations.NullMarked;
