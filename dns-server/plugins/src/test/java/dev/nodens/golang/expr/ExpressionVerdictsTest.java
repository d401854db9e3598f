package dev.nodens.golang.expr;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What the real expr-lang said about each expression of `verdicts.txt`
/// (`e2e/corpus/record-expressions` asks it anew): a value, a refusal, or that there is no value.
/// Behind ` ## ` stands why Nodens says something else.
class ExpressionVerdictsTest {
  private static final Scope SCOPE =
      new Scope()
          .function("name", Type.STRING)
          .function("size", Type.INT)
          .function("twice", Type.INT, Type.INT)
          .variable("word", Type.STRING);

  private static final Scope.Values VALUES =
      new Scope.Values() {
        @Override
        public Object call(String function, List<@Nullable Object> arguments) {
          return switch (function) {
            case "name" -> "www.example.org.";
            case "size" -> 40L;
            default -> 2 * Evaluator.integer(arguments.getFirst());
          };
        }

        @Override
        public Object variable(String name) {
          return "blue";
        }

        @Override
        public Instant now() {
          return Instant.parse("2026-11-23T08:00:00Z");
        }
      };

  private static String verdict(String text) {
    Expression expression;
    try {
      expression = Expression.compile(text, SCOPE);
    } catch (IllegalArgumentException e) {
      return "refused: " + e.getMessage();
    }
    try {
      return "= " + Builtins.show(expression.evaluate(VALUES)).replace("\n", "\\n");
    } catch (EvaluationException e) {
      return "no value";
    }
  }

  private static List<String> lines() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            ExpressionVerdictsTest.class.getResourceAsStream("/expr/verdicts.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @Test
  void saysWhatExprLangSays() throws IOException {
    List<String> lines = lines();
    var wrong = new ArrayList<String>();
    var different = new ArrayList<String>();
    for (int i = 0; i + 1 < lines.size(); i += 2) {
      String[] expression = lines.get(i).split(" ## ", 2);
      String recorded = lines.get(i + 1).substring(2);
      if (expression.length == 1) {
        if (!verdict(expression[0]).equals(recorded)) {
          wrong.add(expression[0] + "  " + recorded + "  but here  " + verdict(expression[0]));
        }
      } else if (verdict(expression[0]).equals(recorded)) {
        different.add(lines.get(i));
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(different).as("they are no different any more").isEmpty();
    assertThat(lines).hasSizeGreaterThan(400);
  }
}
