package dev.nodens.corefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrinterTest {

  private static final List<String> WORDS =
      List.of(
          "errors",
          ".",
          "1.1.1.1",
          "",
          "a b",
          "#c",
          "x#y",
          "\"q\"",
          "\"",
          "ab\"c",
          "two\nlines",
          "\\",
          "\\\\",
          "a\\b c",
          "end\\",
          "\r",
          "\u00A0",
          "\uFEFF",
          "ü",
          "'",
          "{$",
          "{$}",
          "{%%}",
          "a,",
          ",",
          "import",
          "(x)",
          "{a}",
          "}x",
          "\\\"");

  @RepeatedTest(50)
  void printsWhatItReads(RepetitionInfo repetition) {
    int seed = repetition.getCurrentRepetition();
    List<ServerBlock> tree = new Trees(new Random(seed)).blocks();

    String printed = Printer.print(tree);

    List<ServerBlock> read = Parser.ofText().parse("Corefile", printed).blocks();
    assertThat(Printer.shape(read))
        .as("seed %d:%n%s", seed, printed)
        .isEqualTo(Printer.shape(tree));
    assertThat(Printer.print(read)).isEqualTo(printed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kubeadm", "k3s", "nodelocal", "openshift", "aks"})
  void printsDefaultCorefiles(String name) throws IOException {
    List<ServerBlock> tree =
        Parser.ofText().parse("Corefile", DefaultCorefilesTest.text(name)).blocks();

    List<ServerBlock> read = Parser.ofText().parse("Corefile", Printer.print(tree)).blocks();

    assertThat(Printer.shape(read)).isEqualTo(Printer.shape(tree));
  }

  @Test
  void writesOneDirectiveALine() {
    String text =
        """
        a b {
            errors
            log "x y" {
                class all
            }
        }

        c {
        }
        """;

    assertThat(Printer.print(Parser.ofText().parse("Corefile", text).blocks())).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{$NAME}", "x{%NAME%}", "a b\\", "a\\\" b", "\"\\", "#\\"})
  void refusesWordsThatTheLanguageCannotExpress(String word) {
    assertThatThrownBy(() -> Printer.word(word))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a Corefile cannot express the word " + GoSyntax.quote(word));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "}", "import"})
  void refusesBracesThatOnlyAnEnvironmentValueCanPutThere(String value) {
    Environment environment = Environment.of(Map.of("VALUE", value));
    String text = ". {\n log {\n  class {$VALUE}\n  {$VALUE}\n }\n}\n";
    List<ServerBlock> tree =
        new Parser(MemoryFiles.none(), environment, new LinkedHashSet<>())
            .parse("Corefile", text)
            .blocks();

    assertThatThrownBy(() -> Printer.print(tree))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a Corefile cannot express these blocks:");
  }

  /// Random trees of the kind that a parser can give.
  private static final class Trees {

    private final Random random;
    private int line = 1;

    Trees(Random random) {
      this.random = random;
    }

    List<ServerBlock> blocks() {
      List<ServerBlock> blocks = new ArrayList<>();
      for (int i = random.nextInt(3); i >= 0; i--) {
        List<Token> keys = new ArrayList<>(List.of(token("k" + i)));
        for (int more = random.nextInt(3); more > 0; more--) {
          keys.add(0, token("key" + more + (random.nextBoolean() ? "," : "")));
        }
        List<Directive> directives = new ArrayList<>();
        for (int n = random.nextInt(5); n > 0; n--) {
          directives.add(directive());
        }
        blocks.add(new ServerBlock(keys, directives));
      }
      return blocks;
    }

    private Directive directive() {
      line++;
      Token name = token("directive" + random.nextInt(3));
      List<Token> tokens = new ArrayList<>();
      words(tokens);
      if (random.nextBoolean()) {
        body(tokens, 0);
      }
      return new Directive(name, tokens);
    }

    private void body(List<Token> tokens, int depth) {
      tokens.add(token("{"));
      for (int n = random.nextInt(3); n > 0; n--) {
        line++;
        tokens.add(token("property" + n));
        words(tokens);
        if (depth < 2 && random.nextInt(4) == 0) {
          body(tokens, depth + 1);
        }
      }
      line++;
      tokens.add(token("}"));
    }

    private void words(List<Token> tokens) {
      for (int n = random.nextInt(4); n > 0; n--) {
        String word = WORDS.get(random.nextInt(WORDS.size()));
        tokens.add(token(word));
        line += (int) word.chars().filter(c -> c == '\n').count();
      }
    }

    private Token token(String text) {
      return new Token(text, new Position("Corefile", line));
    }
  }
}
