package dev.nodens.operator;

import dev.nodens.operator.observe.RevisionProbe;
import dev.nodens.operator.reconcile.StatusObserver;
import dev.nodens.operator.validate.CorefileCheck;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import java.time.Clock;

/// What an operator process meets the world with, apart from the API server.
///
/// @param clock the time
/// @param probe how pods are asked what they serve
/// @param check how a Corefile is judged
/// @param statuses is told every status
/// @param metrics is told every reconciliation
public record Ports(
    Clock clock,
    RevisionProbe probe,
    CorefileCheck check,
    StatusObserver statuses,
    Metrics metrics) {}
