/// Taking over from a DNS that is there already, without an outage: who serves the Service today,
/// how far the take-over is, and what its owner has to do.
///
/// Everything here is pure: objects of the cluster and the last status in, a [Takeover] out;
/// nothing here ever says that somebody else's object shall be deleted. Start reading at
/// [Takeover].
@NullMarked
package dev.nodens.operator.adopt;

import org.jspecify.annotations.NullMarked;
