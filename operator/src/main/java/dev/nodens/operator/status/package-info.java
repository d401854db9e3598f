/// Works out the status from what was found: conditions, drift, counts.
///
/// Everything here is pure; the time comes in as an argument. Start reading at [StatusReport].
@NullMarked
package dev.nodens.operator.status;

import org.jspecify.annotations.NullMarked;
