package dev.nodens.plugin.template;

import dev.nodens.core.config.BlockScope;
import dev.nodens.corefile.Cursor;
import dev.nodens.corefile.GoSyntax;
import dev.nodens.corefile.ZoneKeys;
import dev.nodens.golang.Regex;
import dev.nodens.golang.expr.Expression;
import dev.nodens.golang.expr.QueryScope;
import dev.nodens.golang.expr.Scope;
import dev.nodens.golang.expr.Type;
import dev.nodens.golang.template.GoTemplate;
import dev.nodens.golang.template.TemplateException;
import dev.nodens.plugin.template.TemplateConfig.ExtendedError;
import dev.nodens.plugin.template.TemplateConfig.Reply;
import dev.nodens.plugin.template.TemplateConfig.Stanza;
import dev.nodens.plugin.template.TemplateConfig.Variable;
import dev.nodens.wire.Name;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RrClass;
import dev.nodens.wire.RrType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads one use of the directive.
final class StanzaReader {
  private static final int LONGEST_PATTERN = 10_000;

  private final Cursor cursor;
  private final BlockScope block;
  private final Scope scope = QueryScope.scope().function("group", Type.STRING, Type.ANY);
  private final List<Regex> patterns = new ArrayList<>();
  private final List<Variable> variables = new ArrayList<>();
  private final List<Expression> conditions = new ArrayList<>();
  private final List<GoTemplate> answer = new ArrayList<>();
  private final List<GoTemplate> authority = new ArrayList<>();
  private final List<GoTemplate> additional = new ArrayList<>();
  private int rcode = Rcode.NOERROR;
  private Optional<ExtendedError> error = Optional.empty();
  private List<Name> fallthrough = List.of();

  StanzaReader(Cursor cursor, BlockScope block) {
    this.cursor = cursor;
    this.block = block;
  }

  Stanza read() {
    int rrclass = RrClass.ofMnemonic(cursor.argument());
    if (rrclass < 0) {
      throw cursor.error("invalid query class " + cursor.value());
    }
    int type = RrType.ofMnemonic(cursor.argument());
    if (type < 0) {
      throw cursor.error("invalid RR class " + cursor.value());
    }
    List<Name> zones = names(ZoneKeys.origins(cursor.remainingArgs(), block.origins()));
    while (cursor.nextBlock()) {
      option();
    }
    if (patterns.isEmpty()) {
      patterns.add(Regex.compile(".*"));
    }
    return new Stanza(
        rrclass,
        type,
        zones,
        patterns,
        variables,
        conditions,
        new Reply(rcode, answer, authority, additional, error),
        fallthrough);
  }

  private void option() {
    switch (cursor.value()) {
      case "match" -> arguments(1).forEach(text -> patterns.add(pattern(text)));
      case "answer" -> templates("answer", answer);
      case "additional" -> templates("additional", additional);
      case "authority" -> templates("authority", authority);
      case "var" -> variable(arguments(2));
      case "expr" -> conditions.add(condition(String.join(" ", arguments(1))));
      case "rcode" -> rcode = rcode(cursor.argument());
      case "ederror" -> error = Optional.of(extendedError());
      case "fallthrough" ->
          fallthrough = names(ZoneKeys.origins(cursor.remainingArgs(), List.of(".")));
      case "upstream" -> cursor.remainingArgs();
      default -> throw cursor.argumentError();
    }
  }

  private List<String> arguments(int least) {
    List<String> arguments = cursor.remainingArgs();
    if (arguments.size() < least) {
      throw cursor.argumentError();
    }
    return arguments;
  }

  private Regex pattern(String text) {
    if (text.length() > LONGEST_PATTERN) {
      throw cursor.error("regex pattern too long: " + text.length() + " > " + LONGEST_PATTERN);
    }
    try {
      return Regex.compile(text);
    } catch (IllegalArgumentException e) {
      throw cursor.error("could not parse regex: " + text + ", " + e.getMessage());
    }
  }

  private void templates(String section, List<GoTemplate> to) {
    for (String text : arguments(1)) {
      try {
        to.add(GoTemplate.parse(section, text));
      } catch (TemplateException e) {
        throw cursor.error("could not compile template: " + cursor.value() + ", " + e.getMessage());
      }
    }
  }

  private void variable(List<String> arguments) {
    String name = arguments.getFirst();
    if (!name.matches("[a-zA-Z_][a-zA-Z0-9_]*")) {
      throw cursor.error("invalid variable name " + GoSyntax.quote(name));
    }
    if (scope.isTaken(name)) {
      throw cursor.error("variable name " + GoSyntax.quote(name) + " is reserved");
    }
    String text = String.join(" ", arguments.subList(1, arguments.size()));
    try {
      Expression expression = Expression.compile(text, scope);
      scope.variable(name, expression.type());
      variables.add(new Variable(name, expression));
    } catch (IllegalArgumentException e) {
      throw cursor.error("could not compile expression: " + name + ", " + e.getMessage());
    }
  }

  private Expression condition(String text) {
    try {
      return Expression.compile(text, scope);
    } catch (IllegalArgumentException e) {
      throw cursor.error("could not compile expression: " + e.getMessage());
    }
  }

  private int rcode(String name) {
    int code = Rcode.ofMnemonic(name);
    if (code < 0) {
      throw cursor.error("unknown rcode " + name);
    }
    return code;
  }

  private ExtendedError extendedError() {
    List<String> arguments = cursor.remainingArgs();
    if (arguments.isEmpty() || arguments.size() > 2) {
      throw cursor.argumentError();
    }
    String digits = arguments.getFirst();
    try {
      int code = (int) GoSyntax.decimal(digits, 16);
      return new ExtendedError(code, arguments.size() == 2 ? arguments.get(1) : "");
    } catch (IllegalArgumentException e) {
      throw cursor.error(
          "error parsing extended DNS error code " + cursor.value() + ", " + e.getMessage());
    }
  }

  private static List<Name> names(List<String> zones) {
    return zones.stream().map(Name::parse).toList();
  }
}
