package dev.nodens.plugin.forward;

import static dev.nodens.plugin.forward.ForwardHandlerTest.answer;
import static dev.nodens.plugin.forward.ForwardHandlerTest.ask;
import static dev.nodens.plugin.forward.ForwardHandlerTest.asked;
import static dev.nodens.plugin.forward.ForwardHandlerTest.last;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.testing.PluginTester;
import dev.nodens.core.testing.PluginTester.Reply;
import dev.nodens.core.testing.ScriptedUpstreams.Link;
import dev.nodens.core.testing.TestPlatform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Rcode;

/// Upstreams that are read from a file, which changes.
final class RereadingTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void asksTheServersThatTheFileNamesNow() throws IOException {
    Path file = directory.resolve("resolv.conf");
    Files.writeString(file, "nameserver 10.0.0.7\n");
    PluginTester tester = start("reread=10ms");
    Reply before = ask(tester, "a.example.");
    Link old = last(tester);
    assertThat(upstream(old)).isEqualTo("10.0.0.7");

    Files.writeString(file, "nameserver 10.0.0.8\n");
    Awaitility.await("the file is read again soon")
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          ask(tester, "b.example.");
          assertThat(upstream(last(tester))).isEqualTo("10.0.0.8");
        });

    old.reply(answer(asked(old), Rcode.NOERROR).toWire());
    assertThat(before.message().getRcode()).as("it ends where it began").isEqualTo(Rcode.NOERROR);
    tester.running().retire();
  }

  private PluginTester start(String environment) {
    var platform = new TestPlatform();
    platform.directory = directory;
    platform.environment.put("NODENS_FORWARD", environment);
    String corefile = ". {\nforward . resolv.conf\n}\n";
    return PluginTester.of(platform, corefile, List.of(new ForwardPlugin()));
  }

  private static String upstream(Link link) {
    return link.target().address().getAddress().getHostAddress();
  }
}
