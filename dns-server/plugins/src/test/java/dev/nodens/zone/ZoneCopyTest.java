package dev.nodens.zone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.wire.Name;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.SOARecord;

final class ZoneCopyTest {
  private static final Name ORIGIN = Name.parse("example.org.");

  private final ScriptedPrimary primary = new ScriptedPrimary();
  private final ZoneSlot slot = new ZoneSlot(ORIGIN);
  private final List<Name> changed = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final ZoneCopy copy = new ZoneCopy(slot, List.of(primary), () -> now, () -> changed::add);

  /// Has a zone of one record, with refresh 3600, retry 600 and expire 86400.
  private static final class ScriptedPrimary implements Primary {
    private boolean up = true;
    private long serial = 1;
    private int transfers;

    @Override
    public long serial(Name origin) throws IOException {
      if (!up) {
        throw new IOException("connection refused");
      }
      return serial;
    }

    @Override
    public Zone transfer(Name origin) throws IOException, ZoneException {
      transfers++;
      serial(origin);
      var name = new org.xbill.DNS.Name(origin.wire());
      return ZoneReader.of(
          origin,
          List.of(new SOARecord(name, DClass.IN, 60, name, name, serial, 3600, 600, 86400, 60)));
    }
  }

  private Duration refreshAfter(Duration time) {
    now = now.plus(time);
    return copy.refresh();
  }

  private long served() {
    Zone zone = slot.zone();
    return zone == null || slot.expired() ? -1 : zone.serial();
  }

  @Test
  void triesAtGrowingIntervalsUntilItHasTheZone() {
    primary.up = false;
    var waits = new ArrayList<Long>();
    for (int i = 0; i < 8; i++) {
      waits.add(copy.refresh().toMillis());
    }
    assertThat(waits).containsExactly(250L, 500L, 1000L, 2000L, 4000L, 8000L, 10000L, 10000L);
    assertThat(served()).isEqualTo(-1);
    primary.up = true;
    assertThat(copy.refresh()).hasSeconds(3600);
    assertThat(served()).isEqualTo(1);
    assertThat(changed).containsExactly(ORIGIN);
  }

  @Test
  void transfersOnlyANewerZone() {
    copy.refresh();
    assertThat(refreshAfter(Duration.ofHours(1))).hasSeconds(3600);
    assertThat(primary.transfers).isEqualTo(1);
    primary.serial = 5;
    assertThat(refreshAfter(Duration.ofHours(1))).hasSeconds(3600);
    assertThat(served()).isEqualTo(5);
    primary.serial = 4;
    refreshAfter(Duration.ofHours(1));
    assertThat(served()).isEqualTo(5);
    assertThat(changed).hasSize(2);
  }

  @Test
  void servesTheCopyUntilItExpiresAndAgainWhenThePrimaryIsBack() {
    copy.refresh();
    primary.up = false;
    assertThat(refreshAfter(Duration.ofHours(1))).hasSeconds(600);
    assertThat(served()).isEqualTo(1);
    refreshAfter(Duration.ofHours(22));
    assertThat(served()).isEqualTo(1);
    refreshAfter(Duration.ofHours(1));
    assertThat(served()).isEqualTo(-1);
    primary.up = true;
    assertThat(refreshAfter(Duration.ofMinutes(10))).hasSeconds(3600);
    assertThat(served()).isEqualTo(1);
  }

  @Test
  void asksTheNextPrimaryWhenOneFails() {
    var broken = new ScriptedPrimary();
    broken.up = false;
    var both = new ZoneCopy(slot, List.of(broken, primary), () -> now, ZoneListener::none);
    assertThat(both.refresh()).hasSeconds(3600);
    assertThat(served()).isEqualTo(1);
    primary.serial = 2;
    assertThat(both.refresh()).hasSeconds(3600);
    assertThat(served()).isEqualTo(2);
  }

  @Test
  void looksAtOnceWhenItIsTold() {
    copy.notified("192.0.2.1");
    assertThat(served()).isEqualTo(-1);
    copy.refresh();
    copy.notified("192.0.2.1");
    assertThat(primary.transfers).isEqualTo(1);
    primary.serial = 2;
    copy.notified("192.0.2.1");
    assertThat(served()).isEqualTo(2);
  }

  @Test
  void comparesSerialsAsNumbersThatWrap() {
    assertThat(Serial.isNewer(2, 1)).isTrue();
    assertThat(Serial.isNewer(1, 1)).isFalse();
    assertThat(Serial.isNewer(1, 2)).isFalse();
    assertThat(Serial.isNewer(1, 4_294_967_295L)).isTrue();
    assertThat(Serial.isNewer(4_294_967_295L, 1)).isFalse();
  }
}
