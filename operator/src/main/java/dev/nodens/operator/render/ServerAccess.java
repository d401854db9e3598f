package dev.nodens.operator.render;

import dev.nodens.operator.Names;
import dev.nodens.operator.plan.ConfigText;
import dev.nodens.operator.plan.Plan;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import java.util.stream.Stream;

/// The identity of the server and what it may read.
final class ServerAccess {
  private static final String RBAC = "rbac.authorization.k8s.io";

  private ServerAccess() {}

  static ServiceAccount serviceAccount(Plan plan) {
    return new ServiceAccountBuilder()
        .withNewMetadata()
        .withName(Names.workload(plan.owner()))
        .withNamespace(plan.namespace())
        .withLabels(Names.labels(plan.owner()))
        .endMetadata()
        .build();
  }

  /// The operator can grant only what it holds itself, so its own role lists the same rules.
  static ClusterRole clusterRole(Plan plan) {
    var role = reader(plan);
    if (usesClusterSets(plan)) {
      role.addNewRule()
          .withApiGroups("multicluster.x-k8s.io")
          .withResources("serviceimports")
          .withVerbs("list", "watch")
          .endRule();
    }
    return role.build();
  }

  private static boolean usesClusterSets(Plan plan) {
    ConfigText text = plan.revision().text();
    return Stream.concat(Stream.of(text.corefile()), text.files().values().stream())
        .flatMap(String::lines)
        .anyMatch(line -> line.strip().startsWith("multicluster "));
  }

  private static ClusterRoleBuilder reader(Plan plan) {
    return new ClusterRoleBuilder()
        .withNewMetadata()
        .withName(Names.clusterRole(plan.owner()))
        .withLabels(Names.labels(plan.owner()))
        .endMetadata()
        .addNewRule()
        .withApiGroups("")
        .withResources("services", "pods", "namespaces")
        .withVerbs("list", "watch")
        .endRule()
        .addNewRule()
        .withApiGroups("discovery.k8s.io")
        .withResources("endpointslices")
        .withVerbs("list", "watch")
        .endRule();
  }

  static ClusterRoleBinding clusterRoleBinding(Plan plan) {
    return new ClusterRoleBindingBuilder()
        .withNewMetadata()
        .withName(Names.clusterRole(plan.owner()))
        .withLabels(Names.labels(plan.owner()))
        .endMetadata()
        .withNewRoleRef(RBAC, "ClusterRole", Names.clusterRole(plan.owner()))
        .addNewSubject(null, "ServiceAccount", Names.workload(plan.owner()), plan.namespace())
        .build();
  }
}
