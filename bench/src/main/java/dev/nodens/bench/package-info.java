/** Placeholder until the first class of this package lands. */
@NullMarked
package dev.nodens.bench;

import org.jspecify.annotations.NullMarked;
