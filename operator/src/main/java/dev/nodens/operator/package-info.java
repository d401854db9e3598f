/** Placeholder until the first class of this package lands. */
@NullMarked
package dev.nodens.operator;

import org.jspecify.annotations.NullMarked;
