/** Placeholder until the first class of this package lands. */
@NullMarked
package dev.nodens.netty;

import org.jspecify.annotations.NullMarked;
