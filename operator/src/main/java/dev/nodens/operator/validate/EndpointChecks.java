package dev.nodens.operator.validate;

import dev.nodens.core.config.BlockConfiguration;
import dev.nodens.core.config.Configuration;
import dev.nodens.core.config.HostPort;
import dev.nodens.plugin.health.HealthConfig;
import dev.nodens.plugin.prometheus.PrometheusConfig;
import dev.nodens.plugin.ready.ReadyConfig;
import java.util.List;
import java.util.Set;

/// Whether the kubelet's probes and the metrics port of the Service find what they ask for.
final class EndpointChecks {
  private static final int HEALTH = 8080;
  private static final int READY = 8181;
  private static final int METRICS = 9153;
  private static final Set<String> ANY = Set.of("", "0.0.0.0", "::");

  private EndpointChecks() {}

  static void check(Configuration configuration, Findings findings) {
    health(configuration, findings);
    ready(configuration, findings);
    for (BlockConfiguration block : configuration.blocks()) {
      block
          .of("prometheus", PrometheusConfig.class)
          .ifPresent(prometheus -> metrics(block, prometheus, findings));
    }
  }

  /// The lame-duck times of several `health` directives would be slept one after the other.
  private static void health(Configuration configuration, Findings findings) {
    List<BlockConfiguration> using = using(configuration, "health");
    if (using.isEmpty()) {
      missing(configuration, "health", "liveness", HEALTH, "restart every pod", findings);
    }
    for (int i = 0; i < using.size(); i++) {
      BlockConfiguration block = using.get(i);
      if (i > 0) {
        findings.problem(
            Findings.at(block, "health"),
            "health stands a second time (first at %s), but a pod has one liveness probe; remove it here"
                .formatted(Findings.at(using.getFirst(), "health")));
      }
      block
          .of("health", HealthConfig.class)
          .ifPresent(
              config -> probed(block, "health", config.address(), "liveness", HEALTH, findings));
    }
  }

  /// Several `ready` directives at the same address share one endpoint.
  private static void ready(Configuration configuration, Findings findings) {
    List<BlockConfiguration> using = using(configuration, "ready");
    if (using.isEmpty()) {
      missing(configuration, "ready", "readiness", READY, "never call a pod ready", findings);
    }
    for (BlockConfiguration block : using) {
      block
          .of("ready", ReadyConfig.class)
          .ifPresent(
              config -> probed(block, "ready", config.address(), "readiness", READY, findings));
    }
  }

  private static void missing(
      Configuration configuration,
      String directive,
      String probe,
      int port,
      String consequence,
      Findings findings) {
    findings.problem(
        configuration.blocks().getFirst().scope().keys().getFirst().position(),
        "no server block has %s, so the %s probe on port %d would %s; add the line: %s"
            .formatted(directive, probe, port, consequence, directive));
  }

  private static void probed(
      BlockConfiguration block,
      String directive,
      HostPort address,
      String probe,
      int port,
      Findings findings) {
    if (address.port() != port || !ANY.contains(address.host())) {
      findings.problem(
          Findings.at(block, directive),
          "%s listens on %s, but the %s probe asks port %d of the pod's address; write %s without an address"
              .formatted(directive, address, probe, port, directive));
    }
  }

  private static void metrics(
      BlockConfiguration block, PrometheusConfig prometheus, Findings findings) {
    if (prometheus.port() != METRICS) {
      findings.problem(
          Findings.at(block, "prometheus"),
          "prometheus listens on port %d, but the Service and its scrape annotation name port %d; write prometheus :%d"
              .formatted(prometheus.port(), METRICS, METRICS));
    } else if (!ANY.contains(prometheus.host())) {
      findings.warning(
          Findings.at(block, "prometheus"),
          "prometheus listens on %s only, where nobody outside the pod can scrape it; write prometheus :%d"
              .formatted(prometheus.host(), METRICS));
    }
  }

  private static List<BlockConfiguration> using(Configuration configuration, String directive) {
    return configuration.blocks().stream()
        .filter(block -> block.scope().source().uses(directive))
        .toList();
  }
}
