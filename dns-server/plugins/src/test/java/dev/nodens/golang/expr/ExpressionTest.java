package dev.nodens.golang.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {
  private static final Scope SCOPE =
      new Scope()
          .function("name", Type.STRING)
          .function("size", Type.INT)
          .function("twice", Type.INT, Type.INT)
          .variable("some", Type.ANY)
          .variable("word", Type.STRING);

  private static final Scope.Values VALUES =
      new Scope.Values() {
        @Override
        public @Nullable Object call(String function, List<@Nullable Object> arguments) {
          return switch (function) {
            case "name" -> "www.example.org.";
            case "size" -> 40L;
            default -> 2 * Evaluator.integer(arguments.getFirst());
          };
        }

        @Override
        public @Nullable Object variable(String name) {
          return name.equals("word") ? "blue" : null;
        }

        @Override
        public Instant now() {
          return Instant.EPOCH;
        }
      };

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '~',
      textBlock =
          """
          1 + 2 * 3                            => 7
          (1 + 2) * 3                          => 9
          7 / 2                                => 3.5
          7 % 4                                => 3
          2 ** 3 ** 2                          => 512
          -2 + 5                               => 3
          0x10 + 0b11 + 1_000                  => 1019
          1.5e1                                => 15
          size() * 2 == 80                     => true
          twice(twice(3))                      => 12
          name() == 'www.example.org.'         => true
          name() == "other."                   => false
          name() startsWith 'www.'             => true
          name() endsWith '.org.' && size() > 39 => true
          name() contains 'ample' and not (size() < 40) => true
          name() matches '^w+\\\\.'            => true
          name() matches `^w+\\.`             => true
          name() not matches 'com'             => true
          not true or true                     => true
          !true || true                        => true
          1 < 2 == true                        => true
          'b' in ['a', 'b']                    => true
          3 not in [1, 2]                      => true
          2 in 1..3                            => true
          size() > 100 ? 'big' : 'small'       => small
          size() > 100 ? 'big' : size() > 30 ? 'middle' : 'small' => middle
          some ?? 'nothing'                    => nothing
          word + '-' + upper(word)             => blue-BLUE
          some == nil                          => true
          len(name())                          => 16
          len([1, 2, 3])                       => 3
          split(name(), '.')[1]                => example
          split(name(), '.')[-2]               => org
          name()[0:3]                          => www
          [1, 2, 3][1:]                        => [2 3]
          join(split('a.b', '.'), '-')         => a-b
          name() | trimSuffix('.') | upper()   => WWW.EXAMPLE.ORG
          replace('a-b', '-', '.')             => a.b
          indexOf('abc', 'c')                  => 2
          hasPrefix('abc', 'ab')               => true
          int('42') + 1                        => 43
          string(42) + '!'                     => 42!
          max(3, 7) - min(3, 7)                => 4
          any(['10.', 'www.'], name() startsWith #) => true
          all([1, 2, 3], {# > 1})              => false
          none([1, 2], # > 2)                  => true
          count([1, 2, 3], # > 1)              => 2
          filter([1, 2, 3], # != 2)            => [1 3]
          map([1, 2], # * 10)                  => [10 20]
          find([1, 2, 3], # > 1)               => 2
          first(['x']) + last(['y'])           => xy
          trim('  x ') + repeat('ab', 2)       => xabab
          {'a': 1, b: 2}['a'] + {"a": 1}.a     => 2
          {a: {b: 'c'}}.a.b                    => c
          {(word): 1}                          => map[blue:1]
          {'a': 1}.b == nil                    => true
          some?.a.b == nil                     => true
          'a' in {'a': 1} and 'b' not in {'a': 1} => true
          len({'a': 1, 'b': 2})                => 2
          let x = size(); let y = x * 2; x + y => 120
          let nets = ['a', 'b']; any(nets, # == 'b') => true
          (let x = 1; x) + 1                   => 2
          1; 2; 3                              => 3
          if size() > 100 { 'big' } else if size() > 30 { 'middle' } else { 'small' } => middle
          filter([{n: 1}, {n: 2}], .n > 1)[0].n => 2
          map([5, 6], #index)                  => [0 1]
          reduce([1, 2, 3], #acc + #)          => 6
          reduce([1, 2, 3], #acc + #, 10)      => 16
          sum([1, 2.5]) + sum(['a'], len(#))   => 4.5
          findIndex([1, 2, 2], # == 2) + findLastIndex([1, 2, 2], # == 2) => 3
          findLast([1, 2, 3], # < 3)           => 2
          groupBy([1, 2, 3], # % 2)            => map[0:[2] 1:[1 3]]
          sortBy([3, 1, 2], -#)                => [3 2 1]
          sortBy([3, 1, 2], #, 'desc')         => [3 2 1]
          sort(['b', 'a']) | join('')          => ab
          sort([1, 3, 2], 'desc')              => [3 2 1]
          count([true, false, true])           => 2
          concat([1], [2], [3])                => [1 2 3]
          flatten([1, [2, [3]]])               => [1 2 3]
          uniq([1, 1.0, 2])                    => [1 2]
          keys({'a': 1})[0] + string(values({'a': 1})[0]) => a1
          toPairs({'a': 1})                    => [[a 1]]
          fromPairs([['a', 1]]).a              => 1
          get([1, 2], 5) ?? get({'a': 7}, 'a') => 7
          take([1, 2, 3], 2)                   => [1 2]
          max(1, 7, 3) + min([4, 2])           => 9
          mean([1, 2, 6]) + median(1, 2, 9)    => 5
          type(nil) + type([]) + type({}) + type(1) + type('') + type(true) + type(1.5) => nilarraymapintstringboolfloat
          splitAfter('a.b', '.')               => [a. b]
          toBase64('ab') + fromBase64('YWI=')  => YWI=ab
          bitand(6, 3) + bitor(6, 3) + bitxor(6, 3) + bitnand(6, 3) => 18
          bitshl(1, 4) + bitshr(-8, 1) + bitushr(8, 1) + bitnot(0) => 15
          """)
  void computes(String text, String value) {
    assertThat(Builtins.show(Expression.compile(text, SCOPE).evaluate(VALUES))).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '~',
      textBlock =
          """
          foo()                => unknown name foo (1:1)
          foo == 1             => unknown name foo (1:1)
          invalid expression   => unexpected token Identifier("expression") (1:9)
          1 +                  => unexpected token EOF (1:3)
          (1                   => unexpected token EOF (1:2)
          name() == 1          => invalid operation: == (mismatched types string and int) (1:8)
          name() && true       => invalid operation: && (mismatched types string and bool) (1:8)
          name() > 3           => invalid operation: > (mismatched types string and int) (1:8)
          name() + 1           => invalid operation: + (mismatched types string and int) (1:8)
          'open                => literal not terminated (1:6)
          twice()              => not enough arguments to call twice (1:1)
          twice(1, 2)          => too many arguments to call twice (1:1)
          twice('x')           => cannot use string as argument (type int) to call twice  (1:7)
          #                    => unexpected token Operator("#") (1:1)
          .a                   => unexpected token Operator(".") (1:1)
          filter([1], #index > 0) => unknown pointer #index (1:13)
          filter([1], 'a')     => predicate should return boolean (got string) (1:13)
          any('a', true)       => builtin any takes only array (got string) (1:5)
          word.a               => type string has no field a (1:6)
          {'a': 1}[1]          => cannot use int to get an element from map[string]interface {} (1:10)
          {1 + 1: 2}           => unexpected token Operator("+") (1:4)
          {[1]: 2}             => a map key must be a quoted string, a number, a identifier, or an expression enclosed in parentheses (unexpected token Bracket("[")) (1:2)
          let x = 1            => unexpected token EOF (1:9)
          let 1 = 1; 2         => unexpected token Number("1") (1:5)
          let word = 1; 2      => cannot redeclare word (1:5)
          let len = 1; 2       => cannot redeclare builtin len (1:5)
          let x = 1; let x = 2; x => cannot redeclare variable x (1:16)
          if true { 1 }        => unexpected token EOF (1:13)
          name() ? 1 : 2       => non-bool expression (type string) used as condition (1:1)
          name() matches '('   => error parsing regexp: missing closing ): `(` (1:8)
          """)
  void refuses(String text, String message) {
    assertThatThrownBy(() -> Expression.compile(text, SCOPE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      quoteCharacter = '~',
      textBlock =
          """
          1 % 0 == 0           => integer divide by zero
          some.a == 1          => cannot fetch a from null
          reduce([], #acc) == 1 => reduce of empty array with no initial value
          bitshl(1, -1) == 1   => invalid operation: negative shift count -1 (type int)
          sort([1], 'x') == [] => invalid order x, expected asc or desc
          [1][3] == 1          => index out of range: 3
          int('x') == 1        => invalid operation: int(x)
          some + 1 == 2        => interface conversion: null is not a number
          1..9999999 == nil    => memory budget exceeded
          """)
  void hasNoValueAndDoesNotHold(String text, String message) {
    Expression expression = Expression.compile(text, SCOPE);

    assertThatThrownBy(() -> expression.evaluate(VALUES))
        .isInstanceOf(EvaluationException.class)
        .hasMessage(message);
    assertThat(expression.holds(VALUES)).isFalse();
  }

  @Test
  void holdsOnlyIfTheValueIsTrue() {
    assertThat(Expression.compile("1", SCOPE).holds(VALUES)).isFalse();
    assertThat(Expression.compile("true", SCOPE).holds(VALUES)).isTrue();
  }

  @Test
  void refusesToNestWithoutEnd() {
    assertThatThrownBy(() -> Expression.compile("(".repeat(10_000), SCOPE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expression nested too deeply");
  }
}
