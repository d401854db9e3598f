package dev.nodens.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.config.BlockConfiguration;
import dev.nodens.core.config.Configuration;
import dev.nodens.corefile.Environment;
import dev.nodens.corefile.MemoryFiles;
import dev.nodens.corefile.Parser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The Corefiles of kubeadm, k3s and NodeLocal DNSCache load unchanged, every directive read by its
/// plugin.
class DefaultCorefilesTest {
  private static final Path DEFAULTS =
      Path.of(System.getProperty("nodens.root"), "dns-server/corefile/src/test/resources/defaults");

  @ParameterizedTest
  @CsvSource({"kubeadm, 10", "k3s, 11", "nodelocal, 29"})
  void loadUnchanged(String name, int directives) throws IOException {
    var parser = new Parser(MemoryFiles.none(), Environment.empty(), Plugins.names());
    byte[] text = Files.readAllBytes(DEFAULTS.resolve(name + ".Corefile"));

    var corefile = parser.parse("/etc/coredns/Corefile", text);
    Configuration configuration = Configuration.parse(corefile, Plugins.ORDER, 53);

    assertThat(configuration.blocks().stream().map(BlockConfiguration::directives))
        .flatMap(list -> list)
        .hasSize(directives);
  }
}
