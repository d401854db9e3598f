/**
 * The directive {@code https}: limits of DNS-over-HTTPS listeners, which live in the network
 * module. May touch the core's configuration only. Start reading at {@link
 * dev.nodens.plugin.https.HttpsPlugin}.
 */
@NullMarked
package dev.nodens.plugin.https;

import org.jspecify.annotations.NullMarked;
