package dev.nodens.operator.adopt;

import dev.nodens.crd.AdoptionStatus.State;
import dev.nodens.crd.ClusterDNSSpec;
import dev.nodens.operator.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Says what people have to do next, with the commands to do it.
final class Instructions {
  private static final int MOST_NOTES = 10;

  private final String name;
  private final ClusterDNSSpec spec;
  private final ForeignDns foreign;
  private final boolean exclusive;
  private final List<String> lines = new ArrayList<>();

  /// @param name of the ClusterDNS
  Instructions(String name, ClusterDNSSpec spec, ForeignDns foreign, boolean exclusive) {
    this.name = name;
    this.spec = spec;
    this.foreign = foreign;
    this.exclusive = exclusive;
  }

  /// @param open whether the proposal is not what is declared already
  String text(State state, Optional<Proposal> proposal, boolean open) {
    if (!foreign.isPresent()) {
      return "";
    }
    String service = "Service " + spec.namespace() + "/" + spec.service().name();
    switch (state) {
      case DETECTED, SHADOWING -> shadowing(service);
      default -> serving(service);
    }
    proposal.ifPresent(found -> {
      found.notes().stream().limit(MOST_NOTES).forEach(note -> say("Note: " + note));
      if (open) {
        propose();
      }
    });
    if (state == State.SERVING) {
      remove();
    }
    return String.join("\n", lines);
  }

  /// For an object that is deleted with the policy HandBack.
  static String leaving(String name, ClusterDNSSpec spec) {
    return """
    The pods of Nodens serve until another DNS is ready at Service %s/%s (label k8s-app: kube-dns) and leave then. Start it, for example:
      kubectl -n %s scale deployment coredns --replicas=2
    To keep Nodens after all:
      kubectl patch clusterdns %s --type=merge -p '{"spec":{"deletionPolicy":"Retain"}}'\
    """
        .formatted(spec.namespace(), spec.service().name(), spec.namespace(), name);
  }

  private void shadowing(String service) {
    say(
        "%s answers at %s. The pods of Nodens start beside it and join by themselves once they are proven; remove nothing before state is Serving."
            .formatted(who(), service));
    if (!foreign.selectsUs()) {
      say(
          "But %s selects %s, which they do not carry. With spec.adoption.mode Exclusive it is pointed at them once they are proven:"
              .formatted(service, selector()));
      run(
          "kubectl patch clusterdns %s --type=merge -p '{\"spec\":{\"adoption\":{\"mode\":\"Exclusive\"}}}'"
              .formatted(name));
    }
  }

  private void serving(String service) {
    say(
        foreign.isOurs()
            ? "%s runs beside Nodens.".formatted(who())
            : "%s and Nodens both answer at %s.".formatted(who(), service));
    foreign
        .serviceOwner()
        .filter(owner -> exclusive && owner.reconciles())
        .ifPresent(owner ->
            say(
                "%s stays with %s, which would undo every change; hand it over there first."
                    .formatted(service, owner)));
  }

  private void propose() {
    say("To declare what it is configured with, review and apply the proposal:");
    run(
        "kubectl -n %s get configmap %s -o jsonpath='{.data.clusterdns\\.yaml}' | kubectl apply -f -"
            .formatted(spec.namespace(), Names.adoption(name)));
  }

  private void remove() {
    if (foreign.isOurs()) {
      say(
          "The Service selects the pods of Nodens only, so the other DNS has no clients. Remove it:");
    } else if (exclusive) {
      say("To let Nodens answer alone:");
    } else {
      say(
          "To let Nodens answer alone, first point the Service at its pods only, so that the other DNS has no clients when it stops:");
      run(
          "kubectl patch clusterdns %s --type=merge -p '{\"spec\":{\"adoption\":{\"mode\":\"Exclusive\"}}}'"
              .formatted(name));
      say("Then:");
    }
    foreign.serviceOwner().ifPresent(owner -> keepService(owner, spec.service().name()));
    foreign.workloads().forEach(this::remove);
    if (!foreign.loosePods().isEmpty()) {
      run(
          "kubectl -n "
              + spec.namespace()
              + " delete pod "
              + String.join(" ", foreign.loosePods()));
    }
  }

  /// What keeps an owner from taking the Service along. An address without a Service, be it for a
  /// second, costs queries.
  private void keepService(Owner owner, String service) {
    String kubectl = "kubectl -n " + spec.namespace();
    switch (owner.origin()) {
      case K3S_ADDON -> {
        run("# --disable=coredns deletes the Service too, while it carries the add-on's label");
        run(kubectl + " label service " + service + " objectset.rio.cattle.io/hash-");
      }
      case ARGO_CD ->
          run(
              kubectl
                  + " annotate --overwrite service "
                  + service
                  + " argocd.argoproj.io/sync-options=Prune=false");
      case FLUX ->
          run(
              kubectl
                  + " label --overwrite service "
                  + service
                  + " kustomize.toolkit.fluxcd.io/prune=disabled");
      case HELM ->
          run(
              "# helm uninstall deletes the Service too; Nodens makes it again with its address, some queries get lost");
      case KUBEADM, EKS, HAND -> {}
    }
  }

  private void remove(ForeignWorkload workload) {
    String kind = workload.kind().toLowerCase(Locale.ROOT);
    String kubectl = "kubectl -n " + workload.namespace();
    String delete = kubectl + " delete " + kind + " " + workload.name();
    String park =
        kind.equals("deployment")
            ? kubectl + " scale deployment " + workload.name() + " --replicas=0"
            : delete;
    String name = workload.owner().name();
    switch (workload.owner().origin()) {
      case K3S_ADDON -> {
        run("# on every k3s server; or start it with --disable=" + name);
        run("touch /var/lib/rancher/k3s/server/manifests/" + name + ".yaml.skip");
        run("# then once");
        run(delete);
      }
      case KUBEADM -> {
        run(park);
        run("# kubeadm brings it back unless every upgrade leaves it out");
        run("kubeadm upgrade apply VERSION --skip-phases=addon/coredns");
      }
      case HELM -> {
        int slash = name.indexOf('/');
        run(
            slash < 0
                ? "helm uninstall " + name
                : "helm uninstall %s --namespace %s"
                    .formatted(name.substring(slash + 1), name.substring(0, slash)));
      }
      case ARGO_CD -> {
        run("# remove %s from Git, then".formatted(workload));
        run("argocd app sync " + (name.isEmpty() ? "APPLICATION" : name) + " --prune");
      }
      case FLUX -> run("# remove %s from the sources of Flux %s".formatted(workload, name));
      case EKS -> {
        run("aws eks delete-addon --cluster-name CLUSTER --addon-name " + name + " --preserve");
        run(park);
      }
      case HAND -> run(park);
    }
  }

  private String who() {
    String workloads =
        foreign.workloads().stream()
            .map(workload -> "%s (%s)".formatted(workload, workload.owner()))
            .collect(Collectors.joining(", "));
    return workloads.isEmpty()
        ? "Pod " + spec.namespace() + "/" + String.join(", ", foreign.loosePods())
        : workloads;
  }

  private String selector() {
    return foreign.selector().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(","));
  }

  private void say(String sentence) {
    lines.add(sentence);
  }

  private void run(String command) {
    lines.add("  " + command);
  }
}
