/**
 * Keeps the table current: lists and watches of the API server, read as streams, a thread each. May
 * touch {@code core}'s ports and metrics, the table and {@code wire}. Start reading at {@link
 * dev.nodens.plugin.kubernetes.feed.Feed}.
 */
@NullMarked
package dev.nodens.plugin.kubernetes.feed;

import org.jspecify.annotations.NullMarked;
