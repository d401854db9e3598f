package dev.nodens.sandbox;

import dev.nodens.sandbox.controller.Controllers;
import dev.nodens.sandbox.node.Kubelets;
import dev.nodens.sandbox.node.LocalPorts;
import dev.nodens.sandbox.node.Nodes;
import dev.nodens.sandbox.node.PodRuntime;
import dev.nodens.sandbox.node.PretendDns;
import dev.nodens.sandbox.node.PretendPods;
import dev.nodens.sandbox.node.ServerPods;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/// A sandbox with nodes and the controllers that fill them. Nodes pretend, apart from the first
/// when the setup says how to run real pods. Node 1 is a control-plane node with its taint.
public final class PretendCluster implements AutoCloseable {
  /// What a cluster is made of.
  ///
  /// @param nodes how many nodes
  /// @param startUp how long a pretended pod takes to become ready
  /// @param real makes what runs the pods of the last node, from the sandbox and the port that
  ///   stands for 53 in pods; empty when that node pretends too
  public record Setup(
      int nodes, Duration startUp, Optional<BiFunction<Sandbox, Integer, ServerPods>> real) {
    /// Nodes that all pretend.
    public static Setup pretending(int nodes) {
      return new Setup(nodes, Duration.ofMillis(200), Optional.empty());
    }
  }

  private final Sandbox sandbox;
  private final int dnsPort;
  private final PretendDns dns;
  private final Kubelets kubelets;
  private final Controllers controllers;

  private PretendCluster(
      Sandbox sandbox, int dnsPort, PretendDns dns, Kubelets kubelets, Controllers controllers) {
    this.sandbox = sandbox;
    this.dnsPort = dnsPort;
    this.dns = dns;
    this.kubelets = kubelets;
    this.controllers = controllers;
  }

  /// Puts nodes and controllers on a running sandbox, which the cluster closes in the end.
  ///
  /// @throws IOException when a port or file cannot be had
  public static PretendCluster on(Sandbox sandbox, Setup setup) throws IOException {
    var names = new ArrayList<String>();
    for (int i = 1; i <= setup.nodes(); i++) {
      String name = "node-" + i;
      names.add(name);
      String address = "10.200." + i / 256 + "." + i % 256;
      Nodes.add(sandbox.resources(), name, address, i == 1 && setup.nodes() > 1);
    }
    int dnsPort = LocalPorts.freeForDns();
    var dns = new PretendDns(dnsPort);
    PodRuntime pretended = new PretendPods(sandbox.resources(), setup.startUp(), dns::serve);
    PodRuntime last =
        setup.real().<PodRuntime>map(r -> r.apply(sandbox, dnsPort)).orElse(pretended);
    var kubelets =
        new Kubelets(sandbox.resources(), node -> node.equals(names.getLast()) ? last : pretended);
    var controllers = Controllers.start(sandbox.resources(), List.of(kubelets::reconcile));
    return new PretendCluster(sandbox, dnsPort, dns, kubelets, controllers);
  }

  public Sandbox sandbox() {
    return sandbox;
  }

  /// The port that stands for 53 at every pod's address.
  public int dnsPort() {
    return dnsPort;
  }

  /// Has a pretended pod answer for another configuration than it was started with, as a server
  /// does whose reload failed.
  ///
  /// @param address of the pod
  public void serveInstead(String address, byte[] configuration) {
    dns.change(address, configuration);
  }

  @Override
  public void close() throws IOException {
    controllers.close();
    kubelets.close();
    dns.close();
    sandbox.close();
  }
}
