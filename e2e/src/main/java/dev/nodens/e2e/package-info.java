/** Placeholder until the first class of this package lands. */
@NullMarked
package dev.nodens.e2e;

import org.jspecify.annotations.NullMarked;
