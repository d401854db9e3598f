/** Placeholder until the first class of this package lands. */
@NullMarked
package dev.nodens.crds;

import org.jspecify.annotations.NullMarked;
