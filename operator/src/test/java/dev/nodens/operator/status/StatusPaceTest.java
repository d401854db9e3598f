package dev.nodens.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nodens.crd.ClusterDNSStatus;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusPaceTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final String STATUS =
      """
      {"observedGeneration": 1, "conditions": [{"type": "Progressing", "status": "%s", "reason": "%s",
        "message": "%d of %d nodes", "lastTransitionTime": "2026-01-01T11:00:00Z"}],
       "nodes": {"summary": "%d/%d", "desired": %d, "updated": %d, "ready": 0, "available": 0,
        "serving": 0, "servingOther": 0, "unverified": 0}}
      """;

  private static ClusterDNSStatus status(String holds, String reason, int updated, int nodes) {
    try {
      return new ObjectMapper()
          .readValue(
              STATUS.formatted(holds, reason, updated, nodes, updated, nodes, nodes, updated),
              ClusterDNSStatus.class);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest(name = "{0} nodes, {1} updated, {2} {3}, {4} ms after the last write: {5}")
  @CsvSource({
    "5000, 8, True,  Rolling,  4999, true",
    "5000, 8, True,  Rolling,  5000, false",
    "5000, 7, True,  Rolling,     0, false",
    "5000, 8, False, Complete,    0, false",
    "5000, 8, True,  Verifying,   0, false",
    "3,    2, True,  Rolling,    29, true",
    "3,    2, True,  Rolling,    30, false",
  })
  void onlyCountsWaitAndNotForLong(
      int nodes, int updated, String holds, String reason, long millis, boolean waits) {
    ClusterDNSStatus before = status("True", "Rolling", nodes == 3 ? 1 : 7, nodes);

    assertThat(
            StatusPace.mayWait(
                before, status(holds, reason, updated, nodes), NOON, NOON.plusMillis(millis)))
        .isEqualTo(waits);
  }
}
