package dev.nodens.sandbox.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every `contract/*.yaml` is a list of requests, every `*.out` what a real kube-apiserver 1.36
/// answered. The sandbox must answer the same.
///
/// The answers of a run are left in `target/contract` for comparison. To record:
/// `-Dnodens.apiserver=KUBECONFIG -Dupdate.golden=true`; only the real server's answers are ever
/// written.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TranscriptTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("nodens.root", ".."), "sandbox/src/test/resources/contract");

  private Servers servers;

  @BeforeAll
  void startServers() throws IOException, GeneralSecurityException {
    servers = new Servers();
  }

  @AfterAll
  void stopServers() {
    servers.close();
  }

  Stream<Arguments> sessions() throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(FOLDER)) {
      files = entries.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
    }
    assertThat(files).isNotEmpty();
    return servers.all().stream()
        .flatMap(s -> files.stream().map(f -> Arguments.of(s, f.getFileName().toString())));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("sessions")
  void answersAsRecordedFromARealServer(ApiUnderTest api, String file) throws IOException {
    Path recorded = FOLDER.resolve(file.replace(".yaml", ".out"));
    String answers = new Transcript(api).run(FOLDER.resolve(file));
    Path got = FOLDER.resolve("../../../../target/contract");
    Files.createDirectories(got);
    Files.writeString(got.resolve(api.name() + "-" + recorded.getFileName()), answers);
    if (Boolean.getBoolean("update.golden") && api.name().equals("real")) {
      Files.writeString(recorded, answers);
    }
    assertThat(answers).isEqualTo(Files.readString(recorded));
  }
}
