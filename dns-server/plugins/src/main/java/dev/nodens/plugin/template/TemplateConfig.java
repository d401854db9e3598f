package dev.nodens.plugin.template;

import dev.nodens.golang.Regex;
import dev.nodens.golang.expr.Expression;
import dev.nodens.golang.template.GoTemplate;
import dev.nodens.wire.Name;
import java.util.List;
import java.util.Optional;

/// What all uses of `template` in a block say.
///
/// @param stanzas in the order of the file
public record TemplateConfig(List<Stanza> stanzas) {

  public TemplateConfig {
    stanzas = List.copyOf(stanzas);
  }

  /// One use of the directive.
  ///
  /// @param rrclass queried class; ANY for all
  /// @param type queried type; ANY for all
  /// @param zones that it is for
  /// @param patterns of names; the first that matches fills the groups
  /// @param variables computed one after the other
  /// @param conditions all must hold
  /// @param fallthrough zones in which a name that does not match goes on
  public record Stanza(
      int rrclass,
      int type,
      List<Name> zones,
      List<Regex> patterns,
      List<Variable> variables,
      List<Expression> conditions,
      Reply reply,
      List<Name> fallthrough) {

    public Stanza {
      zones = List.copyOf(zones);
      patterns = List.copyOf(patterns);
      variables = List.copyOf(variables);
      conditions = List.copyOf(conditions);
      fallthrough = List.copyOf(fallthrough);
    }
  }

  /// What is answered.
  ///
  /// @param error an extended error (RFC 8914)
  public record Reply(
      int rcode,
      List<GoTemplate> answer,
      List<GoTemplate> authority,
      List<GoTemplate> additional,
      Optional<ExtendedError> error) {

    public Reply {
      answer = List.copyOf(answer);
      authority = List.copyOf(authority);
      additional = List.copyOf(additional);
    }
  }

  /// A value with a name.
  public record Variable(String name, Expression expression) {}

  /// An extended error.
  ///
  /// @param code 0 to 65535
  /// @param text maybe empty
  public record ExtendedError(int code, String text) {}
}
