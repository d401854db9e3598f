package dev.nodens.plugin.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodens.core.port.HttpEndpoints.Content;
import dev.nodens.core.port.HttpEndpoints.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PprofPagesTest {
  private final FakeProfiler profiler = new FakeProfiler();
  private final PprofPages pages = new PprofPages(profiler, 5000, new AtomicBoolean());

  private static Content ask(PprofPages pages, String url) {
    String[] parts = (url + "?").split("\\?", -1);
    return pages.content(new Request("/debug/pprof/" + parts[0], parts[1]));
  }

  private static String text(Content content) {
    return new String(content.body(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          profile                => cpu PT30S
          profile?seconds=2      => cpu PT2S
          profile?seconds=x      => cpu PT30S
          profile?seconds=0      => cpu PT30S
          allocs                 => allocations PT5S
          allocs?seconds=60      => allocations PT1M
          mutex?debug=1&seconds=3 => contention PT3S
          block                  => waits of PT0.000005S PT5S
          heap                   => heap false
          heap?gc=1              => heap true
          heap?seconds=9         => heap false, heap false
          trace                  => recording PT1S
          trace?seconds=0.25     => recording PT0.25S
          trace?seconds=-        => recording PT1S
          """)
  void takesWhatIsAskedForAsLongAsIsAskedFor(String url, String asked) {
    assertThat(ask(pages, url).status()).isEqualTo(200);
    assertThat(String.join(", ", profiler.asked)).isEqualTo(asked);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          nonsense               => 404 Unknown profile
          heap?seconds=x         => 400 invalid value for "seconds" - must be a positive integer
          allocs?seconds=0       => 400 invalid value for "seconds" - must be a positive integer
          goroutine?seconds=1.5  => 400 invalid value for "seconds" - must be a positive integer
          profile?seconds=301    => 400 "seconds" must be at most 300
          trace?seconds=99999999999 => 400 "seconds" must be at most 300
          """)
  void refusesWithATextThatTheToolShows(String url, String error) {
    Content content = ask(pages, url);

    assertThat(content.status() + " " + text(content).strip()).isEqualTo(error);
    assertThat(content.headers()).containsEntry("X-Go-Pprof", "1");
    assertThat(profiler.asked).isEmpty();
  }

  @Test
  void takesOneProfileAtATime() {
    var meanwhile = new ArrayList<Content>();
    profiler.meanwhile = () -> meanwhile.add(ask(pages, "heap"));

    assertThat(ask(pages, "profile?seconds=1").status()).isEqualTo(200);
    assertThat(meanwhile).singleElement().extracting(Content::status).isEqualTo(503);
    assertThat(ask(pages, "heap").status()).isEqualTo(200);
  }

  @Test
  void endsWithTheConfigurationAndIsFreeAgain() {
    profiler.closed = true;
    assertThat(ask(pages, "profile").status()).isEqualTo(503);
    profiler.closed = false;
    assertThat(ask(pages, "profile").status()).isEqualTo(200);
  }

  @Test
  void saysWhyThereIsNoProfile() {
    profiler.broken = true;
    Content content = ask(pages, "allocs?seconds=1");
    assertThat(content.status()).isEqualTo(500);
    assertThat(text(content)).isEqualTo("no directory\n");
  }

  @Test
  void countsNoWaitsUnlessTheCorefileSaysSo() {
    var without = new PprofPages(profiler, 0, new AtomicBoolean());
    assertThat(text(ask(without, "block?debug=1")))
        .isEqualTo("block profile: total 0\n# contentions/count delay/nanoseconds\n");
    assertThat(profiler.asked).isEmpty();
  }

  @Test
  void showsWhatChangedBetweenTwoMoments() {
    profiler.entries.add(FakeProfiler.thread("old", false, "a.B.c(B.java:1)"));
    profiler.entries.add(FakeProfiler.thread("stays", false, "a.B.c(B.java:1)"));
    profiler.meanwhile =
        () -> {
          profiler.entries.removeFirst();
          profiler.entries.add(FakeProfiler.thread("new", false, "a.B.c(B.java:2)"));
        };
    assertThat(text(ask(pages, "goroutine?seconds=1&debug=1")))
        .isEqualTo(
            """
            goroutine profile: total 0
            # goroutine/count
            1 @
            # labels: {thread=new}
            #\ta.B.c\ta/B.java:2

            -1 @
            # labels: {thread=old}
            #\ta.B.c\ta/B.java:1

            """);
  }

  @Test
  void namesThreadsOfTheSystem() {
    profiler.entries.add(FakeProfiler.thread("loop-0", false, "a.B.c(B.java:1)"));
    profiler.entries.add(FakeProfiler.thread("loop-0", false));
    profiler.entries.add(FakeProfiler.thread("", true, "a.B.c(B.java:1)"));
    assertThat(text(ask(pages, "threadcreate?debug=1")))
        .isEqualTo("threadcreate profile: total 2\n# threadcreate/count\n2 @\n#\tloop-0\n\n");
    assertThat(text(ask(pages, "goroutine?debug=2")))
        .isEqualTo(
            """
            thread 7 "loop-0" [WAITING]:
            \ta.B.c\ta/B.java:1

            thread 7 "loop-0" [WAITING]:

            virtual thread 7 "" [WAITING]:
            \ta.B.c\ta/B.java:1

            """);
  }

  @Test
  void givesFilesANameAndTextsNone() {
    assertThat(ask(pages, "heap").headers())
        .containsEntry("Content-Disposition", "attachment; filename=\"heap\"");
    assertThat(ask(pages, "trace").headers())
        .containsEntry("Content-Disposition", "attachment; filename=\"trace.jfr\"");
    assertThat(ask(pages, "heap?debug=1").headers()).doesNotContainKey("Content-Disposition");
    assertThat(text(ask(pages, "heap?debug=1"))).contains("2 48 @\n#\tbyte[]\n");
  }

  @Test
  void hasPagesThatAreNoProfiles() {
    assertThat(text(ask(pages, "cmdline"))).isEqualTo("java\0dev.nodens.app.Main\0-conf\0Corefile");
    assertThat(text(ask(pages, "symbol"))).isEqualTo("num_symbols: 0\n");
    assertThat(text(ask(pages, "")))
        .contains(List.of("allocs", "block", "goroutine", "heap", "mutex", "profile", "trace"));
  }
}
