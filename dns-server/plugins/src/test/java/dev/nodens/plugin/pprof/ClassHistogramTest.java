package dev.nodens.plugin.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClassHistogramTest {
  @Test
  void readsObjectsAndOctetsByClass() {
    String text =
        """
         num     #instances         #bytes  class name (module)
        -------------------------------------------------------
           1:         21383        1885944  [B (java.base@25.0.3)
           2:            12            384  dev.nodens.core.Exchange
           3:             7            224  [Ljava.lang.Object; (java.base@25.0.3)
        Total         21402        1886552
        """;
    Profile profile = ClassHistogram.read(new Profile.Span(Instant.EPOCH, Duration.ZERO), text);

    assertThat(profile.ranking().stream().map(s -> s.frames().getFirst().function()))
        .containsExactly("byte[]", "dev.nodens.core.Exchange", "java.lang.Object[]");
    assertThat(profile.value(Stack.named("byte[]"), 0)).isEqualTo(21383);
    assertThat(profile.total(1)).isEqualTo(1886552);
  }
}
