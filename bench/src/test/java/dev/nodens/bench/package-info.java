/// Tests of the programs behind `bench/run`.
///
/// They touch no network and no other process. Start reading at [dev.nodens.bench.GoalTest].
@NullMarked
package dev.nodens.bench;

import org.jspecify.annotations.NullMarked;
