/// The programs behind `bench/run`: the workload, the API server's Services, the report of a run.
///
/// They use the JDK only and nothing of ours uses them, so that `bench/run` can start them from
/// source before anything is built. Start reading at [dev.nodens.bench.Workload], then follow a
/// figure from [dev.nodens.bench.Sample] to [dev.nodens.bench.Report].
@NullMarked
package dev.nodens.bench;

import org.jspecify.annotations.NullMarked;
