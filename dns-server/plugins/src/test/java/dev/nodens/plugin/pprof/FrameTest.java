package dev.nodens.plugin.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameTest {
  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      textBlock =
          """
          java.base/java.lang.Thread.run(Thread.java:1474) => java.lang.Thread.run java/lang/Thread.java 1474
          java.base@25.0.3/java.lang.Object.wait0(Native Method) => java.lang.Object.wait0 java/lang/Object.java 0
          dev.nodens.core.server.Server$Walk.step(Server.java:9) => dev.nodens.core.server.Server$Walk.step dev/nodens/core/server/Server.java 9
          app//a.B$$Lambda/0x00007f2b.accept(Unknown Source) => a.B$$Lambda.accept a/B.java 0
          a.B.<init>(B.java) => a.B.<init> a/B.java 0
          Main.main(Main.java:3) => Main.main Main.java 3
          """)
  void readsALineOfAThreadDump(String text, String frame) {
    Frame read = Frame.parse(text);
    assertThat(read.function() + " " + read.file() + " " + read.line()).isEqualTo(frame);
  }

  @Test
  void dropsTheAddressOfAClassThatIsMadeAtRunTime() {
    assertThat(Frame.of("a.B$$Lambda+0x00007f2b.1234", "run", -1))
        .isEqualTo(new Frame("a.B$$Lambda.run", "a/B.java", 0));
    assertThat(Frame.of("java.lang.invoke.LambdaForm$MH+0x0000", "invoke", 4).function())
        .isEqualTo("java.lang.invoke.LambdaForm$MH.invoke");
  }

  @ParameterizedTest
  @CsvSource({
    "[B, byte[]",
    "[[J, long[][]",
    "[Ljava.lang.String;, java.lang.String[]",
    "java.util.HashMap$Node, java.util.HashMap$Node"
  })
  void namesClassesAsTheLanguageDoes(String internal, String name) {
    assertThat(ClassHistogram.name(internal)).isEqualTo(name);
  }
}
