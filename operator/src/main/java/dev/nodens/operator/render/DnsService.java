package dev.nodens.operator.render;

import dev.nodens.operator.Names;
import dev.nodens.operator.plan.Plan;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.util.Map;

/// The Service that clients ask.
final class DnsService {
  private DnsService() {}

  /// It selects by `k8s-app` alone, so that pods of an earlier DNS go on answering while ours
  /// start; unless ours are to be the only ones.
  static Service render(Plan plan) {
    Map<String, String> labels = Names.labels(plan.owner());
    labels.put(Names.K8S_APP, Names.KUBE_DNS);
    labels.put("kubernetes.io/cluster-service", "true");
    labels.put("kubernetes.io/name", "Nodens");
    Plan.ServicePlan service = plan.service();
    return new ServiceBuilder()
        .withNewMetadata()
        .withName(service.name())
        .withNamespace(plan.namespace())
        .withLabels(labels)
        .addToAnnotations("prometheus.io/port", Integer.toString(Ports.METRICS))
        .addToAnnotations("prometheus.io/scrape", "true")
        .endMetadata()
        .withNewSpec()
        .withType("ClusterIP")
        .withClusterIP(service.clusterIP())
        .withIpFamilyPolicy(service.ipFamilyPolicy())
        .withSelector(
            plan.membership().exclusive()
                ? Map.of(Names.K8S_APP, Names.KUBE_DNS, Names.OWNER, plan.owner())
                : Map.of(Names.K8S_APP, Names.KUBE_DNS))
        .withTrafficDistribution(service.trafficDistribution().orElse(null))
        .withPorts(
            port("dns", "UDP", Ports.DNS),
            port("dns-tcp", "TCP", Ports.DNS),
            port("metrics", "TCP", Ports.METRICS))
        .endSpec()
        .build();
  }

  private static ServicePort port(String name, String protocol, int number) {
    return new ServicePortBuilder()
        .withName(name)
        .withProtocol(protocol)
        .withPort(number)
        .withTargetPort(new IntOrString(number))
        .build();
  }
}
