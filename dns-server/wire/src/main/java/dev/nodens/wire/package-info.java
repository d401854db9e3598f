/** Placeholder until the first class of this package lands. */
@NullMarked
package dev.nodens.wire;

import org.jspecify.annotations.NullMarked;
