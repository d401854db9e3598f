/// Looks at what runs: the DaemonSet, its pods, and the configuration that each pod says it serves.
///
/// It reads informer caches and asks pods over DNS; it writes nothing. Start reading at
/// [Observation].
@NullMarked
package dev.nodens.operator.observe;

import org.jspecify.annotations.NullMarked;
