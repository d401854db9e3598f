/** Placeholder until the first class of this package lands. */
@NullMarked
package dev.nodens.sandbox;

import org.jspecify.annotations.NullMarked;
