package dev.nodens.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A DNS that is there before ours, as one of the scripts in `e2e/adoption` sets it up and takes it
/// away.
enum Incumbent {
  /// The add-on of k3s.
  K3S("k3s"),
  /// The Deployment of kubeadm.
  KUBEADM("kubeadm"),
  /// A hand-kept DaemonSet under Argo CD.
  GITOPS("gitops");

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final String script;

  Incumbent(String script) {
    this.script = script;
  }

  /// Does what its owner does; the script's first lines say what there is.
  void owner(String does) {
    Path file = Path.of(System.getProperty("nodens.root")).resolve("e2e/adoption").resolve(script);
    Shell.run(PATIENCE, List.of(file.toString(), does)).text();
  }
}
