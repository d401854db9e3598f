package dev.nodens.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TimeSliceTest {
  @Test
  void aShortenedThreadHasAShortSliceWhereTheKernelHasSlicesAndItsStarterKeepsItsOwn() {
    long before = TimeSlice.nanos();
    var seen = new CompletableFuture<Long>();

    TimeSlice.shortened(Thread.ofPlatform().daemon())
        .execute(() -> seen.complete(TimeSlice.nanos()));

    assertThat(seen.join()).isEqualTo(hasSlices() ? 200_000 : 0);
    assertThat(TimeSlice.nanos()).isEqualTo(before);
  }

  /// They came with Linux 6.12.
  private static boolean hasSlices() {
    Matcher version =
        Pattern.compile("(\\d+)\\.(\\d+).*").matcher(System.getProperty("os.version"));
    return System.getProperty("os.name").equals("Linux")
        && version.matches()
        && Integer.parseInt(version.group(1)) * 1_000 + Integer.parseInt(version.group(2)) >= 6_012;
  }
}
