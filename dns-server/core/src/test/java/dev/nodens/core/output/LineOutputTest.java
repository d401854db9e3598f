package dev.nodens.core.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LineOutputTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void writesLinesOfEachLoopInOrder() {
    var output = new LineOutput(2, out);
    output.write(1, line("b1\n"));
    output.write(0, line("a1\n"));
    output.write(0, line("a2\n"));

    assertThat(output.drain()).isTrue();
    assertThat(output.drain()).isFalse();

    assertThat(out.toString(UTF_8)).isEqualTo("a1\na2\nb1\n");
  }

  @Test
  void losesLinesInsteadOfBlockingALoopAndSaysSo() {
    var output = new LineOutput(1, out);
    String half = "x".repeat(LineOutput.CAPACITY / 2 - 1) + "\n";

    for (int i = 0; i < 5; i++) {
      output.write(0, line(half));
    }
    output.drain();
    output.write(0, line("after\n"));
    output.drain();

    assertThat(out.toString(UTF_8))
        .isEqualTo(
            half
                + half
                + "[WARNING] 3 log lines lost: the output is slower than the queries\n"
                + "after\n");
  }

  @Test
  void keepsLinesWholeAcrossTheEndOfTheRing() {
    var output = new LineOutput(1, out);
    var expected = new StringBuilder();
    for (int i = 0; i < 3000; i++) {
      String text = "line " + i + " " + "y".repeat(i % 300) + "\n";
      expected.append(text);
      output.write(0, line(text));
      if (i % 100 == 0) {
        output.drain();
      }
    }
    output.drain();

    assertThat(out.toString(UTF_8)).isEqualTo(expected.toString());
  }

  @Test
  void writesOnAThreadOfItsOwnUntilClosed() throws InterruptedException {
    int lines = 20_000;
    try (var output = new LineOutput(2, out).start()) {
      Thread first = Thread.ofPlatform().start(() -> count(output, 0, lines));
      Thread second = Thread.ofPlatform().start(() -> count(output, 1, lines));
      first.join();
      second.join();
    }

    Map<String, Integer> last = new HashMap<>();
    long seen = 0;
    long lost = 0;
    for (String line : out.toString(UTF_8).split("\n")) {
      if (line.startsWith("[WARNING] ")) {
        lost += Long.parseLong(line.split(" ")[1]);
        continue;
      }
      String[] parts = line.split(" ");
      int number = Integer.parseInt(parts[1]);
      assertThat(number).isGreaterThan(last.getOrDefault(parts[0], -1));
      last.put(parts[0], number);
      seen++;
    }
    assertThat(seen + lost).isEqualTo(2L * lines);
  }

  private static void count(LineOutput output, int loop, int lines) {
    var line = new LineBuilder();
    for (int i = 0; i < lines; i++) {
      output.write(loop, line.clear().text("loop").number(loop).ascii(' ').number(i).ascii('\n'));
    }
  }

  private static LineBuilder line(String text) {
    return new LineBuilder().text(text);
  }
}
