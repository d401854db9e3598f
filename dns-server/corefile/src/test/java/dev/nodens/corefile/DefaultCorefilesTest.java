package dev.nodens.corefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The Corefiles that distributions ship must parse unchanged.
class DefaultCorefilesTest {

  static Stream<Arguments> defaults() {
    return Stream.of(
        arguments(
            "kubeadm",
            List.of("dns://.:53"),
            List.of(
                "errors",
                "health",
                "ready",
                "kubernetes",
                "prometheus",
                "forward",
                "cache",
                "loop",
                "reload",
                "loadbalance"),
            List.of()),
        arguments(
            "k3s",
            List.of("dns://.:53"),
            List.of(
                "errors",
                "health",
                "ready",
                "kubernetes",
                "hosts",
                "prometheus",
                "cache",
                "loop",
                "reload",
                "loadbalance",
                "forward"),
            List.of(
                "No files matching import glob pattern: /etc/coredns/custom/*.override",
                "No files matching import glob pattern: /etc/coredns/custom/*.server")),
        arguments(
            "nodelocal",
            List.of(
                "dns://cluster.local.:53",
                "dns://in-addr.arpa.:53",
                "dns://ip6.arpa.:53",
                "dns://.:53"),
            List.of("errors", "cache", "reload", "loop", "bind", "forward", "prometheus", "health"),
            List.of()),
        arguments(
            "openshift",
            List.of("dns://.:5353", "dns://hostname.bind.:5353"),
            List.of(
                "bufsize",
                "errors",
                "log",
                "health",
                "ready",
                "kubernetes",
                "prometheus",
                "forward",
                "cache",
                "reload"),
            List.of()),
        arguments(
            "aks",
            List.of("dns://.:53"),
            List.of(
                "errors",
                "ready",
                "health",
                "kubernetes",
                "prometheus",
                "forward",
                "cache",
                "loop",
                "reload",
                "loadbalance",
                "template"),
            List.of(
                "No files matching import glob pattern: custom/*.override",
                "No files matching import glob pattern: custom/*.server")));
  }

  @ParameterizedTest
  @MethodSource("defaults")
  void parseUnchanged(
      String name, List<String> zones, List<String> firstBlock, List<String> warnings)
      throws IOException {
    Corefile corefile = Parser.ofText().parse("/etc/coredns/Corefile", text(name));

    assertThat(corefile.blocks().stream().flatMap(block -> new ZoneKeys(53).of(block).stream()))
        .extracting(ZoneKey::toString)
        .isEqualTo(zones);
    assertThat(corefile.blocks().getFirst().names()).containsExactlyElementsOf(firstBlock);
    assertThat(corefile.warnings()).isEqualTo(warnings);
  }

  @Test
  void takeCustomFilesOfK3s() throws IOException {
    MemoryFiles custom =
        new MemoryFiles(
            Map.of(
                "/etc/coredns/custom/a.override", "log\n",
                "/etc/coredns/custom/b.server", "example.org {\n  whoami\n}\n"));

    Corefile corefile =
        new Parser(custom, Environment.empty(), new java.util.LinkedHashSet<>())
            .parse("/etc/coredns/Corefile", text("k3s"));

    assertThat(corefile.warnings()).isEmpty();
    assertThat(corefile.blocks()).hasSize(2);
    assertThat(corefile.blocks().getFirst().uses("log")).isTrue();
    assertThat(corefile.blocks().getLast().names()).containsExactly("whoami");
    assertThat(corefile.sources())
        .extracting(SourceFile::path)
        .containsExactly(
            "/etc/coredns/Corefile",
            "/etc/coredns/custom/a.override",
            "/etc/coredns/custom/b.server");
  }

  static String text(String name) throws IOException {
    String path = "/defaults/" + name + ".Corefile";
    try (InputStream in = DefaultCorefilesTest.class.getResourceAsStream(path)) {
      return new String(
          Objects.requireNonNull(in, path).readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }
}
