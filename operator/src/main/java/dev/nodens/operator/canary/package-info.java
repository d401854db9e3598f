/// Proves a revision on real nodes in pods that no client asks: what they are asked, and what the
/// answers mean.
///
/// [ProbePlan] and [CanaryJudge] are pure; [ShadowCanary] makes, asks and deletes pods through
/// ports. Start reading at [ShadowCanary].
@NullMarked
package dev.nodens.operator.canary;

import org.jspecify.annotations.NullMarked;
