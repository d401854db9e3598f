/**
 * The {@code health} directive: tells whether the process is alive, and holds it back at shutdown.
 * May touch {@code core}, {@code corefile} and {@code wire}. Start reading at {@link
 * dev.nodens.plugin.health.HealthPlugin}; the manual page is docs/plugins/health.md.
 */
@NullMarked
package dev.nodens.plugin.health;

import org.jspecify.annotations.NullMarked;
