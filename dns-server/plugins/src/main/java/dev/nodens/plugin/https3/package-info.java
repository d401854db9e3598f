/**
 * The directive {@code https3}: limits of DNS-over-HTTP/3 listeners, which live in the network
 * module. May touch the core's configuration only. Start reading at {@link
 * dev.nodens.plugin.https3.Https3Plugin}.
 */
@NullMarked
package dev.nodens.plugin.https3;

import org.jspecify.annotations.NullMarked;
