package dev.nodens.plugin.kubernetes;

import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.corefile.ZoneKeys;
import dev.nodens.wire.Name;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads one `kubernetes` directive with CoreDNS's verdicts and words. Pure.
final class KubernetesDirective {
  private static final int DEFAULT_TTL = 5;
  private static final int MOST_TTL = 3600;

  private final Cursor cursor;
  private List<String> zones = List.of();
  private @Nullable String endpoint;
  private KubernetesConfig.@Nullable Tls tls;
  private @Nullable String kubeconfig;
  private @Nullable String context;
  private double queriesPerSecond;
  private int burst;
  private int maxInflight;
  private final Set<String> namespaces = new LinkedHashSet<>();
  private @Nullable String namespaceLabels;
  private @Nullable String labels;
  private PodMode pods = PodMode.DISABLED;
  private boolean endpointPodNames;
  private int ttl = DEFAULT_TTL;
  private boolean endpoints = true;
  private List<String> fallthrough = List.of();
  private List<String> multicluster = List.of();
  private boolean ignoreEmptyService;
  private boolean zonal;
  private Duration startupTimeout = Duration.ofSeconds(5);

  private KubernetesDirective(Cursor cursor) {
    this.cursor = cursor;
  }

  /// @throws dev.nodens.corefile.CorefileException at the first thing that is wrong
  static KubernetesConfig parse(Cursor cursor, BlockScope scope) {
    @Nullable KubernetesConfig config = null;
    while (cursor.next()) {
      if (config != null) {
        throw cursor.refusal("this plugin can only be used once per Server Block");
      }
      config = new KubernetesDirective(cursor).read(scope);
    }
    if (config == null) {
      throw cursor.unexpectedEnd();
    }
    return config;
  }

  private KubernetesConfig read(BlockScope scope) {
    zones = ZoneKeys.origins(cursor.remainingArgs(), scope.origins());
    String primary =
        zones.stream()
            .filter(zone -> !isReverse(zone))
            .findFirst()
            .orElseThrow(() -> cursor.refusal("non-reverse zone name must be used"));
    while (cursor.nextBlock()) {
      property();
    }
    checkTogether();
    return new KubernetesConfig(
        zones.stream().map(this::name).toList(),
        name(primary),
        new KubernetesConfig.Api(
            Optional.ofNullable(endpoint),
            Optional.ofNullable(tls),
            Optional.ofNullable(kubeconfig),
            Optional.ofNullable(context),
            queriesPerSecond,
            burst,
            maxInflight),
        namespaces,
        Optional.ofNullable(namespaceLabels),
        Optional.ofNullable(labels),
        pods,
        endpointPodNames,
        scope.source().uses("k8s_external"),
        ttl,
        endpoints,
        fallthrough.stream().map(this::name).toList(),
        multicluster.stream().map(this::name).toList(),
        zonal,
        ignoreEmptyService,
        startupTimeout);
  }

  private void property() {
    switch (cursor.value()) {
      case "endpoint_pod_names" -> endpointPodNames = flag();
      case "pods" -> pods = podMode(cursor.onlyArgument());
      case "namespaces" -> namespaces.addAll(someArguments());
      case "endpoint" -> endpoint = someArguments().getFirst();
      case "tls" -> tls = tls(cursor.remainingArgs());
      case "labels" -> labels = selector("label selector", someArguments());
      case "namespace_labels" ->
          namespaceLabels = selector("namespace_label selector", someArguments());
      case "fallthrough" -> fallthrough = ZoneKeys.origins(cursor.remainingArgs(), List.of("."));
      case "ttl" -> ttl = ttl(someArguments().getFirst());
      case "noendpoints" -> endpoints = !flag();
      case "zonal" -> zonal = flag();
      case "ignore" -> ignore(cursor.remainingArgs());
      case "kubeconfig" -> kubeconfig(cursor.remainingArgs());
      case "multicluster" -> multicluster = ZoneKeys.origins(cursor.remainingArgs(), List.of());
      case "startup_timeout" -> startupTimeout = timeout(someArguments().getFirst());
      case "apiserver_qps" -> queriesPerSecond = rate(cursor.onlyArgument());
      case "apiserver_burst" -> burst = count("apiserver_burst", cursor.onlyArgument());
      case "apiserver_max_inflight" ->
          maxInflight = count("apiserver_max_inflight", cursor.onlyArgument());
      default -> throw cursor.error("unknown property '" + cursor.value() + "'");
    }
  }

  private void checkTogether() {
    if (!namespaces.isEmpty() && namespaceLabels != null) {
      throw cursor.error("namespaces and namespace_labels cannot both be set");
    }
    for (String zone : multicluster) {
      if (!zones.contains(zone)) {
        throw cursor.error(
            "is not authoritative for the multicluster zone "
                + zone
                + " (authoritative zones: ["
                + String.join(" ", zones)
                + "])");
      }
    }
    if (zonal && !endpoints) {
      throw cursor.error("zonal requires the endpoint cache; remove noendpoints");
    }
  }

  private boolean flag() {
    cursor.noMoreArguments();
    return true;
  }

  private List<String> someArguments() {
    List<String> arguments = cursor.remainingArgs();
    if (arguments.isEmpty()) {
      throw cursor.argumentError();
    }
    return arguments;
  }

  private PodMode podMode(String text) {
    return switch (text) {
      case "disabled" -> PodMode.DISABLED;
      case "insecure" -> PodMode.INSECURE;
      case "verified" -> PodMode.VERIFIED;
      default ->
          throw cursor.refusal(
              "wrong value for pods: " + text + ",  must be one of: disabled, verified, insecure");
    };
  }

  private KubernetesConfig.Tls tls(List<String> files) {
    if (files.size() != 3) {
      throw cursor.argumentError();
    }
    return new KubernetesConfig.Tls(files.get(0), files.get(1), files.get(2));
  }

  private String selector(String what, List<String> words) {
    String text = String.join(" ", words);
    try {
      return LabelSelector.check(text);
    } catch (IllegalArgumentException e) {
      throw cursor.refusal("unable to parse " + what + " value: '" + text + "': " + e.getMessage());
    }
  }

  private int ttl(String text) {
    int seconds;
    try {
      seconds = GoSyntax.integer(text);
    } catch (IllegalArgumentException e) {
      throw cursor.refusal(String.valueOf(e.getMessage()));
    }
    if (seconds < 0 || seconds > MOST_TTL) {
      throw cursor.error("ttl must be in range [0, 3600]: " + seconds);
    }
    return seconds;
  }

  private void ignore(List<String> arguments) {
    if (arguments.isEmpty()) {
      return;
    }
    if (!arguments.getFirst().equals("empty_service")) {
      throw cursor.refusal("unable to parse ignore value: '" + arguments.getFirst() + "'");
    }
    ignoreEmptyService = true;
  }

  private void kubeconfig(List<String> arguments) {
    if (arguments.isEmpty() || arguments.size() > 2) {
      throw cursor.argumentError();
    }
    kubeconfig = arguments.getFirst();
    context = arguments.size() == 2 ? arguments.get(1) : null;
  }

  private Duration timeout(String text) {
    try {
      return GoSyntax.duration(text);
    } catch (IllegalArgumentException e) {
      throw cursor.refusal("failed to parse startup_timeout: " + text + ", " + e.getMessage());
    }
  }

  private double rate(String text) {
    double rate;
    try {
      rate = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw cursor.error(
          "invalid apiserver_qps "
              + GoSyntax.quote(text)
              + ": strconv.ParseFloat: parsing "
              + GoSyntax.quote(text)
              + ": invalid syntax");
    }
    if (rate < 0) {
      throw cursor.error("apiserver_qps must be >= 0");
    }
    return rate;
  }

  private int count(String option, String text) {
    int count;
    try {
      count = GoSyntax.integer(text);
    } catch (IllegalArgumentException e) {
      throw cursor.error("invalid " + option + " " + GoSyntax.quote(text) + ": " + e.getMessage());
    }
    if (count < 0) {
      throw cursor.error(option + " must be >= 0");
    }
    return count;
  }

  private Name name(String zone) {
    try {
      return Name.parse(zone);
    } catch (IllegalArgumentException e) {
      throw cursor.error(String.valueOf(e.getMessage()));
    }
  }

  private static boolean isReverse(String zone) {
    return zone.endsWith(".in-addr.arpa.") || zone.endsWith(".ip6.arpa.");
  }
}
