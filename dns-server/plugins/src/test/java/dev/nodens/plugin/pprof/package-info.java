/// Tests of `pprof`.
@NullMarked
package dev.nodens.plugin.pprof;

import org.jspecify.annotations.NullMarked;
