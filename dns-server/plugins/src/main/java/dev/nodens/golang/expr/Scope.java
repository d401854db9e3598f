package dev.nodens.golang.expr;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The names that an expression may use besides the built-in functions.
public final class Scope {
  private final Map<String, Signature> functions = new HashMap<>();
  private final Map<String, Type> variables = new HashMap<>();

  /// What a function takes and gives.
  public record Signature(List<Type> parameters, Type result) {
    public Signature {
      parameters = List.copyOf(parameters);
    }
  }

  /// Adds a function.
  public Scope function(String name, Type result, Type... parameters) {
    functions.put(name, new Signature(List.of(parameters), result));
    return this;
  }

  /// Adds a variable, known to later expressions.
  public Scope variable(String name, Type type) {
    variables.put(name, type);
    return this;
  }

  /// Whether `name` stands for something already, built-in functions included.
  public boolean isTaken(String name) {
    return functions.containsKey(name)
        || variables.containsKey(name)
        || Builtins.isBuiltin(name)
        || Lexer.isKeyword(name);
  }

  @Nullable Signature function(String name) {
    return functions.get(name);
  }

  @Nullable Type variable(String name) {
    return variables.get(name);
  }

  /// The values of a scope's names while an expression is evaluated.
  public interface Values {
    /// The result of a function of the scope; the arguments have the declared types.
    ///
    /// @throws EvaluationException if there is none
    @Nullable Object call(String function, List<@Nullable Object> arguments);

    /// The value of a variable of the scope.
    @Nullable Object variable(String name);

    /// The time.
    Instant now();
  }
}
