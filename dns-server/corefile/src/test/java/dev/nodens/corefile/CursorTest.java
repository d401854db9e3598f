package dev.nodens.corefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CursorTest {

  @Test
  void walksOverEveryOccurrenceOfADirective() {
    Cursor cursor = cursor(". {\n log a b\n errors\n log {\n class x y\n z\n }\n log c\n}", "log");
    List<String> seen = new ArrayList<>();

    while (cursor.next()) {
      seen.add(cursor.value() + cursor.remainingArgs());
      while (cursor.nextBlock()) {
        seen.add("- " + cursor.value() + cursor.remainingArgs());
      }
    }

    assertThat(seen).containsExactly("log[a, b]", "log[]", "- class[x, y]", "- z[]", "log[c]");
  }

  @Test
  void tellsArgumentsFromLines() {
    Cursor cursor = cursor(". {\n log a {\n b\n}\n}", "log");

    assertThat(cursor.nextArg()).isTrue();
    assertThat(cursor.value()).isEqualTo("log");
    assertThat(cursor.nextLine()).isFalse();
    assertThat(cursor.nextArg()).isTrue();
    assertThat(cursor.value()).isEqualTo("a");
    assertThat(cursor.nextArg()).isTrue();
    assertThat(cursor.value()).isEqualTo("{");
    assertThat(cursor.nextArg()).isFalse();
    assertThat(cursor.nextLine()).isTrue();
    assertThat(cursor.value()).isEqualTo("b");
    assertThat(cursor.position()).hasToString("Corefile:3");
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.next()).isFalse();
    assertThat(cursor.value()).isEqualTo("}");
  }

  @Test
  void readsNestedBlocks() {
    Cursor cursor = cursor(". {\n x {\n a {\n b\n c {\n }\n d\n }\n e\n }\n}", "x");
    List<String> seen = new ArrayList<>();

    cursor.next();
    while (cursor.nextBlock()) {
      seen.add(cursor.value());
      while (cursor.nextBlock()) {
        seen.add("- " + cursor.value());
      }
    }

    // Like upstream's dispenser: braces that hold nothing end the loop around them.
    assertThat(seen).startsWith("a", "- b", "- c");
  }

  @Test
  void entersNoBlockThatOpensOnTheNextLine() {
    Cursor cursor = cursor(". {\n x a\n {\n b\n }\n}", "x");

    cursor.next();
    assertThat(cursor.remainingArgs()).containsExactly("a");
    assertThat(cursor.nextBlock()).isFalse();
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.value()).isEqualTo("{");
  }

  @Test
  void endsWithTheTokensOfAnEmptyBlock() {
    Cursor cursor = cursor(". {\n x {\n }\n}", "x");

    cursor.next();
    assertThat(cursor.nextBlock()).isFalse();
    assertThat(cursor.value()).isEqualTo("}");
    assertThat(cursor.next()).isFalse();
  }

  @Test
  void speaksUpstreamsLanguage() {
    Cursor cursor = cursor(". {\n x a {\n}\n}", "x");
    assertThat(cursor.error("no token yet"))
        .hasMessage("Corefile:0 - Error during parsing: no token yet");
    cursor.next();

    assertThat(cursor.argumentError())
        .hasMessage(
            "Corefile:2 - Error during parsing:"
                + " Wrong argument count or unexpected line ending after 'x'");
    assertThat(cursor.syntaxError("y"))
        .hasMessage("Corefile:2 - Syntax error: Unexpected token 'x', expecting 'y'");
    assertThat(cursor.unexpectedEnd())
        .hasMessage("Corefile:2 - Error during parsing: Unexpected EOF");
    assertThat(cursor.refusal("no")).hasMessage("Corefile:2 - no");
    assertThat(cursor.refusal("no").in("x")).hasMessage("plugin/x: Corefile:2 - no");
    cursor.next();
    cursor.next();
    assertThat(cursor.argumentError())
        .hasMessage("Corefile:2 - Error during parsing: Unexpected token '{', expecting argument");
  }

  private static Cursor cursor(String corefile, String directive) {
    return Parser.ofText().parse("Corefile", corefile).blocks().getFirst().cursor(directive);
  }
}
