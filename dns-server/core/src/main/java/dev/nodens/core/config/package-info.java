/**
 * A Corefile read to its end: blocks, keys and one configuration record per directive, nothing
 * started. May touch {@code corefile} and {@code wire} only; pure. Start reading at {@link
 * dev.nodens.core.config.Configuration}.
 */
@NullMarked
package dev.nodens.core.config;

import org.jspecify.annotations.NullMarked;
