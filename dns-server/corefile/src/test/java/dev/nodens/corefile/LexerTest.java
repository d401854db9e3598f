package dev.nodens.corefile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LexerTest {

  /// Input, then the expected tokens as LINE:TEXT.
  static Stream<Arguments> inputs() {
    return Stream.of(
        arguments("", List.of()),
        arguments("   \t\n\n", List.of()),
        arguments(". {\n  whoami\n}", List.of("1:.", "1:{", "2:whoami", "3:}")),
        arguments("\uFEFFa", List.of("1:a")),
        arguments("a \uFEFFb", List.of("1:a", "1:\uFEFFb")),
        arguments("a\u00A0b\u2003c\u3000d\u0085e", List.of("1:a", "1:b", "1:c", "1:d", "1:e")),
        arguments("a\r\nb\r\n", List.of("1:a", "2:b")),
        arguments("a\rb", List.of("1:ab")),
        arguments("# all\na # rest\nb", List.of("2:a", "3:b")),
        arguments("a#b c", List.of("1:a", "1:c")),
        arguments("a# b\nc", List.of("1:a", "1:b", "2:c")),
        arguments("a#b #c d\ne", List.of("1:a", "2:e")),
        arguments("\"a b\" c", List.of("1:a b", "1:c")),
        arguments("\"a # { b\"", List.of("1:a # { b")),
        arguments("\"a\nb\" c\nd", List.of("1:a\nb", "2:c", "3:d")),
        arguments("\"a \\\"b\\\" c\"", List.of("1:a \"b\" c")),
        arguments("\"a\\nb\\\\\"", List.of("1:a\\nb\\\\")),
        arguments("\"a\"b", List.of("1:a", "1:b")),
        arguments("\"\" x", List.of("1:", "1:x")),
        arguments("ab\"c d\"", List.of("1:ab\"c", "1:d\"")),
        arguments("\"open\nend", List.of("1:open\nend")),
        arguments("\"", List.of()),
        arguments("\"ab\\", List.of("1:ab")),
        arguments("'a b' `c", List.of("1:'a", "1:b'", "1:`c")),
        arguments("a \\\nb", List.of("1:a", "1:\\", "2:b")),
        arguments("example.org{", List.of("1:example.org{")));
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void cutsWordsByUpstreamsRules(String input, List<String> tokens) {
    assertThat(scan(input.getBytes(UTF_8))).isEqualTo(tokens);
  }

  @ParameterizedTest
  @MethodSource("brokenBytes")
  void readsEachBrokenByteAsOneReplacementCharacter(String latin1, String word) {
    assertThat(scan(latin1.getBytes(ISO_8859_1))).containsExactly("1:" + word);
  }

  static Stream<Arguments> brokenBytes() {
    return Stream.of(
        arguments("a\u00ffb", "a\uFFFDb"),
        arguments("\u00e4\u00bd", "\uFFFD\uFFFD"),
        arguments("\u00e4\u00bd\u00a0", "\u4F60"),
        arguments("\u00c0\u0080", "\uFFFD\uFFFD"),
        arguments("\u00ed\u00a0\u0080", "\uFFFD\uFFFD\uFFFD"),
        arguments("\u00f0\u009f\u0098\u0080", "\uD83D\uDE00"),
        arguments("\u00f4\u0090\u0080\u0080", "\uFFFD\uFFFD\uFFFD\uFFFD"),
        arguments("\u00f5", "\uFFFD"));
  }

  @Test
  void warnsOfACommentSignInsideAWord() {
    Lexer lexer = Lexer.scan("Corefile", "x\nforward#. 1.1.1.1".getBytes(UTF_8));

    assertThat(lexer.warnings())
        .containsExactly(
            "Corefile:2 - '#' inside the word 'forward' hides only the rest of this word,"
                + " not of the line");
  }

  private static List<String> scan(byte[] bytes) {
    return Lexer.scan("Corefile", bytes).tokens().stream()
        .map(token -> token.position().line() + ":" + token.text())
        .toList();
  }
}
