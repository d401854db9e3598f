package dev.nodens.plugin.ready;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.port.HttpEndpoints;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadyPageTest {
  private static final HttpEndpoints.Request REQUEST = new HttpEndpoints.Request("/ready", "");

  private final List<String> notReady = new ArrayList<>(List.of("kubernetes"));
  private boolean stopping;

  @Test
  void namesWhatIsNotReady() {
    var page = page(ReadyConfig.Monitor.UNTIL_READY);

    assertThat(page.content(REQUEST).status()).isEqualTo(503);
    assertThat(new String(page.content(REQUEST).body(), StandardCharsets.US_ASCII))
        .isEqualTo("kubernetes");
  }

  @Test
  void staysReadyOnceReady() {
    var page = page(ReadyConfig.Monitor.UNTIL_READY);
    page.content(REQUEST);
    notReady.clear();
    assertThat(page.content(REQUEST).status()).isEqualTo(200);
    notReady.add("kubernetes");

    assertThat(page.content(REQUEST).status()).isEqualTo(200);
  }

  @Test
  void asksAgainWhenToldTo() {
    var page = page(ReadyConfig.Monitor.CONTINUOUSLY);
    notReady.clear();
    assertThat(page.content(REQUEST).status()).isEqualTo(200);
    notReady.add("kubernetes");

    assertThat(page.content(REQUEST).status()).isEqualTo(503);
  }

  @Test
  void isNotReadyFromTheMomentOfShutdown() {
    notReady.clear();
    var page = page(ReadyConfig.Monitor.UNTIL_READY);

    stopping = true;

    assertThat(page.content(REQUEST).status()).isEqualTo(503);
  }

  private ReadyPage page(ReadyConfig.Monitor monitor) {
    return new ReadyPage(monitor, () -> List.copyOf(notReady), () -> stopping);
  }
}
