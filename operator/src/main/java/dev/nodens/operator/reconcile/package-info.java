/// Wires the phases: one pass of the reconciler plans, validates, brings every object to its
/// intent, observes and writes the status.
///
/// It touches the Java Operator SDK and the Kubernetes client; decisions belong to the pure
/// packages. Start reading at [ClusterDnsReconciler].
@NullMarked
package dev.nodens.operator.reconcile;

import org.jspecify.annotations.NullMarked;
