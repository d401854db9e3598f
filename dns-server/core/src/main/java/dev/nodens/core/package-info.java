/** Placeholder until the first class of this package lands. */
@NullMarked
package dev.nodens.core;

import org.jspecify.annotations.NullMarked;
