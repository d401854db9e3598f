package dev.nodens.plugin.template;

import dev.nodens.core.Exchange;
import dev.nodens.core.metrics.Counter;
import dev.nodens.core.metrics.Family;
import dev.nodens.core.metrics.MetricRegistry;
import dev.nodens.core.server.ServedZone;

/// Counts matches and templates that failed.
final class TemplateMetrics {
  private final Family<Counter> matches;
  private final Family<Counter> templateFailures;
  private final Family<Counter> recordFailures;

  TemplateMetrics(MetricRegistry registry) {
    matches =
        registry.counters(
            "coredns_template_matches_total",
            "Queries that a template answered.",
            "server",
            "zone",
            "view",
            "class",
            "type");
    templateFailures =
        failures(registry, "template_failures", "Templates that could not be filled.");
    recordFailures =
        failures(registry, "rr_failures", "Templates whose result is no resource record.");
  }

  private static Family<Counter> failures(MetricRegistry registry, String what, String help) {
    return registry.counters(
        "coredns_template_" + what + "_total",
        help,
        "server",
        "zone",
        "view",
        "class",
        "type",
        "section",
        "template");
  }

  void matched(Exchange exchange, Match match) {
    ServedZone served = exchange.served();
    matches
        .with(served.server(), match.zone(), served.view(), match.rrclass(), match.type())
        .increment(exchange.loop().index());
  }

  /// @param record whether the template could be filled, but the result is no record
  void failed(Exchange exchange, Match match, String section, String template, boolean record) {
    ServedZone served = exchange.served();
    (record ? recordFailures : templateFailures)
        .with(
            served.server(),
            match.zone(),
            served.view(),
            match.rrclass(),
            match.type(),
            section,
            template)
        .increment(exchange.loop().index());
  }
}
