package dev.nodens.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.app.StartPages.Range;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartPagesTest {
  private static final Range PAGE = new Range(0x1000, 0x3000);

  @ParameterizedTest
  @CsvSource({
    "r-xp, /jdk/libjvm.so, Private_Dirty: 0 kB, true",
    "r--p, /jdk/libjvm.so, Anonymous: 0 kB, true",
    "rw-p, /jdk/libjvm.so, Private_Dirty: 0 kB, false",
    "r--s, /jdk/libjvm.so, Private_Dirty: 0 kB, false",
    "r--p, /jdk/libjvm.so, Private_Dirty: 4 kB, true",
    "r--p, /jdk/libjvm.so, Anonymous: 940 kB, false",
    "r--p, /jdk/libjvm.so, Locked: 4 kB, false",
    "r--p, '', Private_Dirty: 0 kB, false",
    "r--p, /app/aot.cache, Private_Dirty: 0 kB, true",
    "r--p, /etc/ld.so.cache, Private_Dirty: 0 kB, false",
    "r-xp, /lib/libssl.so, Private_Dirty: 0 kB, false",
    "r-xp, [vdso], Private_Dirty: 0 kB, false"
  })
  void onlyPagesOfFilesThatThisProcessCannotHaveChangedAreGivenBack(
      String rights, String file, String line, boolean given) {
    List<String> smaps =
        List.of(
            "1000-3000 %s 00001000 fd:00 42       %s".formatted(rights, file),
            "Size:                  8 kB",
            line,
            "VmFlags: rd ex mr mw me",
            "4000-5000 rw-p 00000000 00:00 0 ",
            "VmFlags: rd wr mr mw me ac");

    assertThat(StartPages.unchangedFilePages(smaps)).isEqualTo(given ? List.of(PAGE) : List.of());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void thisVeryProcessHasPagesToGiveBack() throws IOException {
    List<Range> ranges =
        StartPages.unchangedFilePages(Files.readAllLines(Path.of("/proc/self/smaps")));

    assertThat(ranges)
        .isNotEmpty()
        .allSatisfy(
            range -> assertThat(Long.compareUnsigned(range.start(), range.end())).isNegative());
  }
}
