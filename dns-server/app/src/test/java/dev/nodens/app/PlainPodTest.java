package dev.nodens.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainPodTest {
  private static final PlainPod POD =
      PlainPod.of("root=/tmp/p address=127.0.0.11 53=4053 8080=4080");

  @Test
  void absolutePathsLieBelowTheRoot() {
    assertThat(POD.file(Path.of("/etc/coredns/NodeHosts")))
        .isEqualTo(Path.of("/tmp/p/etc/coredns/NodeHosts"));
    assertThat(POD.file(Path.of("relative"))).isEqualTo(Path.of("relative"));
  }

  @Test
  void socketsForAllAddressesBindThePodsAddressAndPort() {
    assertThat(POD.place(new InetSocketAddress(53)))
        .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.11"), 4053));
    assertThat(POD.place(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 8181)))
        .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 8181));
  }

  @Test
  void withoutADescriptionEverythingIsAsItIs() {
    var machine = PlainPod.of("");

    assertThat(machine.file(Path.of("/etc/hosts"))).isEqualTo(Path.of("/etc/hosts"));
    assertThat(machine.place(new InetSocketAddress(53))).isEqualTo(new InetSocketAddress(53));
  }

  @ParameterizedTest
  @ValueSource(strings = {"53", "53=x", "address=nowhere", "rot=/tmp"})
  void aWordThatCannotBeReadIsNamed(String word) {
    assertThatThrownBy(() -> PlainPod.of(word))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NODENS_POD: \"" + word + "\"");
  }
}
