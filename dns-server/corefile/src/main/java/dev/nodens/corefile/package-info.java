/** Placeholder until the first class of this package lands. */
@NullMarked
package dev.nodens.corefile;

import org.jspecify.annotations.NullMarked;
