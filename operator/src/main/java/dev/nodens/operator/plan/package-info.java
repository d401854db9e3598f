/// Works out what a declaration means for this cluster: specification and cluster facts in, a
/// [Plan] out.
///
/// Everything here is pure: no client, no clock, no files. Start reading at [Planner].
@NullMarked
package dev.nodens.operator.plan;

import org.jspecify.annotations.NullMarked;
