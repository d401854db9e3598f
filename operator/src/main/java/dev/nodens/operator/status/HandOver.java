package dev.nodens.operator.status;

import dev.nodens.operator.apply.Fight;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// Says who fights and how one side gives in: by ending the other's writes where they come from, or
/// by leaving the objects of the kind to them.
final class HandOver {
  private HandOver() {}

  static String message(Fight fight) {
    String where = fight.key() + (fight.path().isEmpty() ? "" : " " + fight.path());
    String who = fight.author().orElse("Somebody whom only the audit log of the API server names");
    return "%s undid %d reverts of %s; next try at %s. %s, or leave it to them: spec.driftOverrides [{kind: %s, policy: Report}]."
        .formatted(
            who,
            fight.reverts(),
            where,
            fight.nextTry().truncatedTo(ChronoUnit.SECONDS),
            advice(fight.author().orElse("")),
            fight.key().kind());
  }

  /// Where the writes of the usual field managers are ended.
  private static String advice(String author) {
    String manager = author.toLowerCase(Locale.ROOT);
    if (manager.startsWith("argocd")) {
      return "Take the object out of that Argo CD Application";
    }
    if (manager.startsWith("kustomize-controller") || manager.startsWith("helm-controller")) {
      return "Take the object out of that Flux Kustomization or HelmRelease";
    }
    if (manager.startsWith("deploy@") || manager.startsWith("k3s")) {
      return "Disable the k3s add-on (--disable coredns, or coredns.yaml.skip)";
    }
    if (manager.startsWith("kubeadm")) {
      return "Skip the phase addon/coredns of kubeadm";
    }
    if (manager.startsWith("helm")) {
      return "Take the object out of that Helm release";
    }
    if (manager.startsWith("nodens")) {
      return "Stop the other operator: two of them run with different settings";
    }
    return "Stop that writer";
  }
}
