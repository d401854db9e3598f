/** Placeholder until the first class of this package lands. */
@NullMarked
package dev.nodens.plugin;

import org.jspecify.annotations.NullMarked;
