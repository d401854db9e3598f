/**
 * The directive {@code loop}: finds out whether forwarded queries come back to this server. May
 * touch {@code core}, {@code corefile} and {@code wire}. Start reading at {@link
 * dev.nodens.plugin.loop.LoopPlugin}.
 */
@NullMarked
package dev.nodens.plugin.loop;

import org.jspecify.annotations.NullMarked;
