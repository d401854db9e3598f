/** Placeholder until the first class of this package lands. */
@NullMarked
package dev.nodens.app;

import org.jspecify.annotations.NullMarked;
