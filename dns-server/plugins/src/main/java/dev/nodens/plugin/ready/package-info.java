/**
 * The {@code ready} directive: tells whether every plugin is ready. May touch {@code core}, {@code
 * corefile} and {@code wire}. Start reading at {@link dev.nodens.plugin.ready.ReadyPlugin}; the
 * manual page is docs/plugins/ready.md.
 */
@NullMarked
package dev.nodens.plugin.ready;

import org.jspecify.annotations.NullMarked;
