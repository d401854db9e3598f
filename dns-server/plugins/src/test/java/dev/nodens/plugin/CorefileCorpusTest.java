package dev.nodens.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.PluginException;
import dev.nodens.core.port.ApiServer;
import dev.nodens.core.port.ApiServers;
import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.TestPlatform;
import dev.nodens.corefile.CorefileException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Hundreds of Corefiles, right and wrong, beside what CoreDNS 1.15.0 said about each. The verdict
/// is the same, or the Corefile says why not; messages that differ stand in `messages.txt`.
///
/// `e2e/corpus/record` writes `coredns.txt`; `-Dupdate.golden=true` writes `messages.txt`.
final class CorefileCorpusTest {
  private static final String OK = "ok";
  private static final Pattern AROUND =
      Pattern.compile(
          "^(plugin/\\w+: )*(Corefile:\\d+ - )?(Error during parsing: )?(plugin/\\w+: )*");

  private static Path file(String name) {
    return Path.of("src/test/resources/corpus", name);
  }

  /// @param reason why the verdict is another one; empty if it must not be
  private record Case(String text, String reason) {
    static Case of(String line) {
      int at = line.indexOf(" ## ");
      return at < 0 ? new Case(line, "") : new Case(line.substring(0, at), line.substring(at + 4));
    }

    String corefile() {
      return text.startsWith("|")
          ? text.substring(1).replace(';', '\n') + "\n"
          : "example.org:0 {\n" + text.replace(';', '\n') + "\n}\n";
    }
  }

  private static List<Case> cases() throws IOException {
    return Files.readAllLines(file("corefiles.txt")).stream()
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .map(Case::of)
        .toList();
  }

  /// What CoreDNS said, by the text of the case.
  private static Map<String, String> recorded() throws IOException {
    Map<String, String> verdicts = new LinkedHashMap<>();
    List<String> lines = Files.readAllLines(file("coredns.txt"));
    for (int i = 0; i + 1 < lines.size(); i += 2) {
      verdicts.put(lines.get(i), lines.get(i + 1).strip());
    }
    return verdicts;
  }

  private static String verdict(Case corefile) {
    var platform = new TestPlatform();
    platform.blocking = task -> {};
    platform.apiServers = CorefileCorpusTest::apiServer;
    try {
      PluginTester.of(platform, corefile.corefile(), Plugins.ORDER);
      return OK;
    } catch (CorefileException | PluginException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /// CoreDNS was started without one, too: nobody answers.
  private static ApiServer apiServer(ApiServers.Access access) throws IOException {
    if (access instanceof ApiServers.Kubeconfig kubeconfig) {
      throw new NoSuchFileException(kubeconfig.file().toString());
    }
    return new ApiServer() {
      @Override
      public Response get(String pathAndQuery, String accept, Duration idle) throws IOException {
        throw new ConnectException("Connection refused");
      }

      @Override
      public String host() {
        return "127.0.0.1:1";
      }

      @Override
      public void close() {}
    };
  }

  private static String bare(String message) {
    return AROUND.matcher(message.lines().findFirst().orElse("")).replaceFirst("");
  }

  @Test
  void everyVerdictIsThatOfCoreDns() throws IOException {
    Map<String, String> recorded = recorded();
    var wrong = new ArrayList<String>();
    var messages = new StringBuilder();
    int same = 0;
    int refused = 0;
    for (Case corefile : cases()) {
      String theirs = recorded.getOrDefault(corefile.text(), "not recorded: run e2e/corpus/record");
      String ours = verdict(corefile);
      boolean differs = theirs.equals(OK) != ours.equals(OK);
      if (differs == corefile.reason().isEmpty()) {
        wrong.add(corefile.text() + "\n    CoreDNS: " + theirs + "\n    Nodens:  " + ours);
      }
      refused += theirs.equals(OK) ? 0 : 1;
      if (bare(theirs).equals(bare(ours))) {
        same += theirs.equals(OK) ? 0 : 1;
      } else {
        messages.append(corefile.text()).append("\n  CoreDNS: ").append(bare(theirs));
        messages.append("\n  Nodens:  ").append(bare(ours)).append('\n');
      }
    }
    messages.append("%d of %d messages are the same\n".formatted(same, refused));
    Path golden = file("messages.txt");
    if (Boolean.getBoolean("update.golden")) {
      Files.writeString(golden, messages);
    }

    assertThat(wrong).isEmpty();
    assertThat(messages.toString()).isEqualTo(Files.readString(golden));
  }

  @Test
  void everyDirectiveHasCases() throws IOException {
    List<Case> cases = cases();
    assertThat(cases).hasSizeGreaterThan(300);
    for (String directive : Plugins.available()) {
      assertThat(cases)
          .as("Corefiles with %s", directive)
          .anyMatch(corefile -> (corefile.text() + " ").startsWith(directive + " "));
    }
  }
}
