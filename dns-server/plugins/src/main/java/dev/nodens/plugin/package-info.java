/**
 * One package per Corefile directive, and the ordered list of them. May touch {@code core}, {@code
 * corefile} and {@code wire}; a plugin never imports another plugin. Start reading at {@link
 * dev.nodens.plugin.Plugins}.
 */
@NullMarked
package dev.nodens.plugin;

import org.jspecify.annotations.NullMarked;
