package dev.nodens.operator;

import java.util.Map;
import java.util.TreeMap;

/// The names, labels and annotations of everything that the operator writes, in one place.
///
/// Every object is found by [#OWNER], never through owner references: the garbage collector must
/// not be able to take a cluster's DNS away.
public final class Names {
  /// Field manager of every write.
  public static final String FIELD_MANAGER = "nodens";

  /// Label with the name of the ClusterDNS that an object belongs to.
  public static final String OWNER = "nodens.dev/clusterdns";

  /// Label with what tells a revision from others, the end of the name of its ConfigMap: on that
  /// and on pods.
  public static final String REVISION = "nodens.dev/revision";

  /// Label with the number of a revision, on its ConfigMap.
  public static final String REVISION_NUMBER = "nodens.dev/revision-number";

  /// Annotation with the whole hash of a revision, on its ConfigMap.
  public static final String CONFIG_HASH = "nodens.dev/config-hash";

  /// Annotation with the accepted declaration without its configuration, on a revision's ConfigMap:
  /// an operator that starts while a newer declaration is rejected reads there what it has to keep
  /// alive.
  public static final String ACCEPTED_SPEC = "nodens.dev/accepted-spec";

  /// Annotation with the hash of the intent that was applied last, on every object: it tells a new
  /// declaration from a foreign edit.
  public static final String INTENT = "nodens.dev/intent";

  /// Label with the part that an object plays. Only the pods that answer clients carry
  /// [#DNS_SERVER]; a pod with another purpose must carry another value.
  public static final String COMPONENT = "app.kubernetes.io/component";

  /// Value of [#COMPONENT].
  public static final String DNS_SERVER = "dns-server";

  /// Label that network policies and the DNS Service select.
  public static final String K8S_APP = "k8s-app";

  /// Value of [#K8S_APP].
  public static final String KUBE_DNS = "kube-dns";

  /// Key of the configuration in a revision's ConfigMap, and its file name in the pod.
  public static final String COREFILE = "Corefile";

  /// Key of a proposed declaration in its ConfigMap.
  public static final String PROPOSAL = "clusterdns.yaml";

  /// Key of the node names in their ConfigMap, and their file name in the pod.
  public static final String NODE_HOSTS = "NodeHosts";

  /// Directory of both files in the pod; the one that k3s and kubeadm use, so that their Corefiles
  /// work as they are.
  public static final String CONFIG_DIRECTORY = "/etc/coredns";

  /// Directory of the files that a Corefile imports; the one that k3s uses.
  public static final String CUSTOM_DIRECTORY = CONFIG_DIRECTORY + "/custom";

  /// The only directory that the server can write to; what is there goes with the pod.
  public static final String SCRATCH_DIRECTORY = "/tmp";

  /// What the key of an imported file begins with in a revision's ConfigMap, so that no file can
  /// take the place of the Corefile.
  public static final String CUSTOM_KEY = "custom.";

  /// Finalizer of a ClusterDNS whose DNS shall go with it.
  public static final String FINALIZER = "nodens.dev/removal";

  /// Annotation that confirms the deletion of a DNS that nothing replaces; its value is the name of
  /// the ClusterDNS.
  public static final String CONFIRM_DELETE = "nodens.dev/confirm-delete";

  /// How many hex digits of the hash are in a name.
  public static final int SHORT_HASH = 10;

  private Names() {}

  /// ConfigMap of a revision.
  ///
  /// @param identity hash of everything that makes it this revision
  public static String revision(String owner, String identity) {
    return owner + "-" + shortHash(identity);
  }

  /// The part of a hash that is in names and labels.
  public static String shortHash(String hash) {
    return hash.substring(0, SHORT_HASH);
  }

  /// DaemonSet, ServiceAccount and NetworkPolicy.
  public static String workload(String owner) {
    return owner + "-dns";
  }

  /// NetworkPolicy in a namespace whose pods are let out to DNS.
  public static String clientPolicy(String owner) {
    return owner + "-dns-clients";
  }

  /// ConfigMap with the names of the nodes.
  public static String nodeHosts(String owner) {
    return owner + "-node-hosts";
  }

  /// ConfigMap with the declaration that is proposed while a foreign DNS serves.
  public static String adoption(String owner) {
    return owner + "-adoption";
  }

  /// ClusterRole and ClusterRoleBinding of the server.
  public static String clusterRole(String owner) {
    return "nodens:" + owner;
  }

  /// Labels of every object of an owner.
  public static Map<String, String> labels(String owner) {
    return new TreeMap<>(
        Map.of(
            OWNER,
            owner,
            "app.kubernetes.io/name",
            "nodens",
            COMPONENT,
            DNS_SERVER,
            "app.kubernetes.io/managed-by",
            "nodens-operator"));
  }

  /// Labels that select the pods of an owner's DaemonSet, and nobody else's.
  ///
  /// [#K8S_APP] is not among them. A DaemonSet's selector can never change, but whether its pods
  /// carry that label does: they get it when they join a Service that a foreign DNS serves. And a
  /// foreign controller that selects `k8s-app: kube-dns` alone has it in common with ours.
  public static Map<String, String> podSelector(String owner) {
    return new TreeMap<>(Map.of(COMPONENT, DNS_SERVER, OWNER, owner));
  }
}
