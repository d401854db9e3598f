package dev.nodens.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferException;
import org.xbill.DNS.ZoneTransferIn;

/// A zone that is copied from one server to another, over sockets.
final class ZoneTransferTest {
  private static final String KEY = "c2VjcmV0IHNlY3JldCBzZWNyZXQ=";

  @TempDir Path directory = Path.of("");

  private ServerUnderTest primary(String more) throws IOException {
    var zone = new StringBuilder("$TTL 60\n@ IN SOA ns root 1 3600 600 86400 60\n@ NS ns\n");
    for (int i = 0; i < 1500; i++) {
      zone.append("host").append(i).append(" A 192.0.2.1\n");
    }
    Path folder = Files.createDirectory(directory.resolve("primary"));
    Files.writeString(folder.resolve("db"), zone);
    String corefile =
        """
        example.org:0 {
          transfer {
            to *
          }
          %s
          file %s
        }
        """
            .formatted(more, folder.resolve("db"));
    return ServerUnderTest.started(folder, corefile);
  }

  @Test
  void aSecondaryServesWhatThePrimaryHas() throws IOException {
    try (ServerUnderTest primary = primary("")) {
      String corefile =
          """
          example.org:0 {
            secondary {
              transfer from 127.0.0.1:%d
            }
          }
          """
              .formatted(primary.address().getPort());
      Path folder = Files.createDirectory(directory.resolve("secondary"));
      try (ServerUnderTest secondary = ServerUnderTest.started(folder, corefile)) {
        // The first transfer runs in the background.
        await()
            .atMost(Duration.ofSeconds(10))
            .pollInterval(Duration.ofMillis(20))
            .until(
                () -> secondary.ask("host1499.example.org.", Type.A).getRcode() == Rcode.NOERROR);
        Message reply = secondary.ask("host0.example.org.", Type.A);
        assertThat(reply.getSection(Section.ANSWER)).hasSize(1);
      }
    }
  }

  @Test
  void everyMessageOfASignedTransferIsSigned() throws IOException, ZoneTransferException {
    try (ServerUnderTest primary = primary("tsig {\n secret key. " + KEY + "\n require AXFR\n }")) {
      var name = org.xbill.DNS.Name.fromConstantString("example.org.");
      TSIG key = new TSIG(TSIG.HMAC_SHA256, org.xbill.DNS.Name.fromConstantString("key."), KEY);
      ZoneTransferIn transfer =
          ZoneTransferIn.newAXFR(name, "127.0.0.1", primary.address().getPort(), key);
      transfer.run();
      assertThat(transfer.getAXFR()).hasSize(1503);
    }
  }
}
