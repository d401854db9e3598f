/// Decides which revision the workload declares: canary, roll, verification, rollback, and the
/// history of revisions.
///
/// Everything here is pure: records in, records out, the time as an argument; it knows the API's
/// records and no client. Start reading at [RolloutMachine].
@NullMarked
package dev.nodens.operator.rollout;

import org.jspecify.annotations.NullMarked;
