package dev.nodens.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.port.ApiServers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerifyCommandTest {
  private static final ApiServers NO_API =
      access -> {
        throw new IOException("no API server at " + access);
      };

  @TempDir Path folder = Path.of("");
  private Path log = Path.of("");
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void writeLog() throws IOException {
    log = Files.writeString(folder.resolve("log"), "a.test A\nb.test AAAA\n");
  }

  private int run(String... arguments) {
    return VerifyCommand.run(List.of(arguments), NO_API, false, new PrintStream(out, true, UTF_8));
  }

  private int compare(String there, String here, String... more) throws IOException {
    try (var theirs = PretendedServer.start(there);
        var ours = PretendedServer.start(here)) {
      var arguments = new ArrayList<>(List.of("--against", theirs.hostAndPort()));
      arguments.addAll(List.of("--server", ours.hostAndPort()));
      arguments.addAll(List.of(more));
      return run(arguments.toArray(String[]::new));
    }
  }

  @Test
  void endsWithZeroWhenBothSayTheSame() throws IOException {
    assertThat(compare("192.0.2.1", "192.0.2.1", "--query-log", log.toString())).isZero();
    assertThat(out.toString(UTF_8)).contains("2 questions to ", ": 0 known differences, 0 unex");
  }

  @Test
  void endsWithOneAndShowsBothRepliesWhenTheyDiffer() throws IOException {
    assertThat(compare("192.0.2.1", "192.0.2.2", "--query-log", log.toString())).isOne();
    assertThat(out.toString(UTF_8))
        .contains("UNEXPLAINED: outside.logged A answer:+", "there: NOERROR", "192.0.2.2")
        .contains("0 known differences, 2 unexplained");
  }

  @Test
  void asksForTheZonesOfACorefile() throws IOException {
    Path corefile = Files.writeString(folder.resolve("Corefile"), "example.test {\n whoami\n}\n");
    assertThat(compare("192.0.2.1", "192.0.2.1", "--corefile", corefile.toString())).isZero();
    assertThat(out.toString(UTF_8)).contains("3 questions to ");
  }

  @Test
  void endsWithTwoWhenAServerIsSilent() throws IOException {
    try (var server = PretendedServer.start("192.0.2.1");
        var silent =
            new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
      int code =
          run(
              "--against",
              server.hostAndPort(),
              "--server",
              "127.0.0.1:" + silent.getLocalPort(),
              "--query-log",
              log.toString(),
              "--timeout",
              "100");
      assertThat(code).isEqualTo(2);
    }
    assertThat(out.toString(UTF_8)).contains("no reply over UDP from --server");
  }

  @ParameterizedTest
  @CsvSource({
    "'', --against HOST:PORT is missing",
    "--against, --against needs a value",
    "--against 127.0.0.1:0, --against: must be greater than 0: 0",
    "--against 127.0.0.1:x, --against: no number: x",
    "--no x, no such option: --no",
    "--against 127.0.0.1, nothing to ask",
    "--against 127.0.0.1 --kubeconfig k, no API server at Kubeconfig",
    "--against 127.0.0.1 --corefile /no/such/file, /no/such/file",
  })
  void endsWithTwoAndSaysWhatIsWrong(String arguments, String message) {
    String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ");
    assertThat(run(words)).isEqualTo(2);
    assertThat(out.toString(UTF_8)).contains(message);
  }
}
