/// Finds out how a live object differs from what is declared, who did it and how bad that is.
///
/// Everything here is pure and works on JSON trees; it knows no client and no clock. Start reading
/// at [Comparison].
@NullMarked
package dev.nodens.operator.drift;

import org.jspecify.annotations.NullMarked;
