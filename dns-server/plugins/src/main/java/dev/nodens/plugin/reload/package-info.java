/**
 * The {@code reload} directive: swaps the configuration when the Corefile has changed. May touch
 * {@code core}, {@code corefile} and {@code wire}. Start reading at {@link
 * dev.nodens.plugin.reload.ReloadPlugin}; the manual page is docs/plugins/reload.md.
 */
@NullMarked
package dev.nodens.plugin.reload;

import org.jspecify.annotations.NullMarked;
