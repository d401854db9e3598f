/**
 * The contract between the server and its plugins, and the query in flight. May touch {@code wire},
 * {@code corefile} and the ports of {@code dev.nodens.core.port}; never a socket, a file or a
 * thread of its own. Start reading at {@link dev.nodens.core.Plugin}, then {@link
 * dev.nodens.core.Exchange}.
 */
@NullMarked
package dev.nodens.core;

import org.jspecify.annotations.NullMarked;
