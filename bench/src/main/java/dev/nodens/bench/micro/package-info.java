/// Micro-benchmarks of the hot path: codec, chain, and what they allocate.
///
/// They may use every module of the server and the test kit of core. They touch no network. Start
/// reading at [dev.nodens.bench.micro.WireBenchmark]; `bench/jmh` runs them.
@NullMarked
package dev.nodens.bench.micro;

import org.jspecify.annotations.NullMarked;
