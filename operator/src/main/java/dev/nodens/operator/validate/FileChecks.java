package dev.nodens.operator.validate;

import dev.nodens.core.config.BlockConfiguration;
import dev.nodens.core.config.Configuration;
import dev.nodens.corefile.Position;
import dev.nodens.corefile.Token;
import dev.nodens.operator.Names;
import dev.nodens.operator.plan.ConfigText;
import dev.nodens.plugin.dynupdate.DynupdateConfig;
import dev.nodens.plugin.forward.Destination;
import dev.nodens.plugin.forward.ForwardConfig;
import dev.nodens.plugin.hosts.HostsConfig;
import dev.nodens.plugin.kubernetes.KubernetesConfig;
import dev.nodens.plugin.loadbalance.LoadbalanceConfig;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Whether every file that a directive reads is in the pod: a missing one is only a line in the
/// server's log, and the names in it do not resolve.
final class FileChecks {
  /// What every pod has, whoever made it.
  private static final Set<String> EVERYWHERE =
      Set.of(
          "/etc/hosts",
          "/etc/resolv.conf",
          "/etc/hostname",
          "/var/run/secrets/kubernetes.io/serviceaccount/token",
          "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt",
          "/var/run/secrets/kubernetes.io/serviceaccount/namespace");

  private static final List<String> FILE_SYSTEMS = List.of("/dev/", "/proc/", "/sys/");

  /// Directives all of whose absolute paths are files that must exist.
  private static final List<String> BY_ARGUMENT = List.of("file", "tls", "sign", "dnssec", "geoip");

  /// Directives with an option that names files.
  private static final Map<String, String> BY_OPTION =
      Map.of("auto", "directory", "grpc", "tls", "etcd", "tls");

  private final Set<String> mounted;
  private final Findings findings;

  private FileChecks(Set<String> mounted, Findings findings) {
    this.mounted = mounted;
    this.findings = findings;
  }

  static void check(
      Configuration configuration, ConfigText text, Surroundings around, Findings findings) {
    Set<String> mounted = new HashSet<>(around.mounted());
    text.files().keySet().forEach(name -> mounted.add(Names.CUSTOM_DIRECTORY + "/" + name));
    mounted.add(Names.CONFIG_DIRECTORY + "/" + Names.COREFILE);
    var checks = new FileChecks(mounted, findings);
    configuration.blocks().forEach(checks::check);
  }

  private void check(BlockConfiguration block) {
    block
        .of("hosts", HostsConfig.class)
        .ifPresent(hosts -> read(block, "hosts", Stream.of(hosts.file())));
    block
        .of("forward", ForwardConfig.class)
        .ifPresent(forward -> read(block, "forward", files(forward)));
    block
        .of("kubernetes", KubernetesConfig.class)
        .ifPresent(kubernetes -> read(block, "kubernetes", files(kubernetes.api())));
    block
        .of("loadbalance", LoadbalanceConfig.class)
        .flatMap(LoadbalanceConfig::weights)
        .ifPresent(weights -> read(block, "loadbalance", Stream.of(weights.file())));
    block.of("dynupdate", DynupdateConfig.class).ifPresent(dynupdate -> change(block, dynupdate));
    BY_ARGUMENT.forEach(directive -> arguments(block, directive));
    BY_OPTION.forEach((directive, option) -> options(block, directive, option));
  }

  private static Stream<String> files(ForwardConfig forward) {
    return forward.stanzas().stream()
        .flatMap(stanza ->
            Stream.concat(
                stanza.tls().files().stream(),
                stanza.to().stream()
                    .filter(Destination.FileOrHost.class::isInstance)
                    .map(Destination.FileOrHost.class::cast)
                    .map(Destination.FileOrHost::path)
                    .filter(path -> path.contains("/"))));
  }

  private static Stream<String> files(KubernetesConfig.Api api) {
    return Stream.concat(
            api.kubeconfig().stream(),
            api.tls().stream()
                .flatMap(tls -> Stream.of(tls.certificate(), tls.key(), tls.authority())))
        .filter(path -> !path.isEmpty());
  }

  /// Absolute paths among the words of a directive.
  private void arguments(BlockConfiguration block, String directive) {
    for (Token token : block.scope().source().tokens(directive)) {
      if (token.text().startsWith("/")) {
        require(token.position(), directive, token.text());
      }
    }
  }

  /// Absolute paths on the line of an option.
  private void options(BlockConfiguration block, String directive, String option) {
    int line = -1;
    for (Token token : block.scope().source().tokens(directive)) {
      if (token.text().equals(option)) {
        line = token.position().line();
      } else if (token.position().line() == line && token.text().startsWith("/")) {
        require(token.position(), directive, token.text());
      }
    }
  }

  private void read(BlockConfiguration block, String directive, Stream<String> files) {
    Position at = Findings.at(block, directive);
    files.distinct().forEach(file -> require(at, directive, absolute(block, file)));
  }

  /// A zone that clients change stands in a file of the pod, or nowhere.
  private void change(BlockConfiguration block, DynupdateConfig dynupdate) {
    Position at = Findings.at(block, "dynupdate");
    read(block, "dynupdate", Stream.of(dynupdate.file()));
    dynupdate
        .database()
        .map(path -> absolute(block, path))
        .filter(path -> !isWritable(path))
        .ifPresent(path ->
            findings.problem(
                at,
                "dynupdate keeps its zone in %s, but the pod can write into %s only; name a file there, or leave out database"
                    .formatted(path, Names.SCRATCH_DIRECTORY)));
  }

  /// Folders are not made by the server.
  private static boolean isWritable(String path) {
    Path file = Path.of(path).normalize();
    return Path.of(Names.SCRATCH_DIRECTORY).equals(file.getParent());
  }

  /// Relative paths count from the directory of `root`, else from the server's own, which is the
  /// root of the image.
  private static String absolute(BlockConfiguration block, String file) {
    if (file.startsWith("/")) {
      return file;
    }
    List<Token> root = block.scope().source().tokens("root");
    String directory = root.size() > 1 ? root.get(1).text() : "";
    return (directory.endsWith("/") ? directory : directory + "/") + file;
  }

  private void require(Position at, String directive, String path) {
    if (isThere(path)) {
      return;
    }
    String next =
        path.equals(Surroundings.NODE_HOSTS)
            ? "set spec.nodeHosts.enabled to true, or remove the directive"
            : "the pod has %s/%s and, with spec.nodeHosts.enabled, %s; put the content into the Corefile, or remove the directive"
                .formatted(Names.CONFIG_DIRECTORY, Names.COREFILE, Surroundings.NODE_HOSTS);
    findings.problem(
        at, "%s reads %s, which nobody mounts into the pod; %s".formatted(directive, path, next));
  }

  private boolean isThere(String path) {
    return EVERYWHERE.contains(path)
        || mounted.contains(path)
        || FILE_SYSTEMS.stream().anyMatch(path::startsWith)
        || isDirectory(path);
  }

  private boolean isDirectory(String path) {
    String below = path.endsWith("/") ? path : path + "/";
    return mounted.stream().anyMatch(file -> file.startsWith(below));
  }
}
