/// The operator: it turns each `ClusterDNS` into a configuration revision and a DaemonSet, and
/// tells the truth about both in the status.
///
/// Here live only the flags, the names and the reconciler that wires the phases plan, render,
/// validate, drift, apply, observe and status; each phase is a package of its own. Start reading at
/// [Main], then [Names].
@NullMarked
package dev.nodens.operator;

import org.jspecify.annotations.NullMarked;
