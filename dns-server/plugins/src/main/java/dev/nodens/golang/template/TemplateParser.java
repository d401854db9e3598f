package dev.nodens.golang.template;

import dev.nodens.corefile.GoSyntax;
import dev.nodens.golang.template.ActionLexer.Kind;
import dev.nodens.golang.template.ActionLexer.Word;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the pieces of a template.
final class TemplateParser {
  private static final int DEEPEST = 100;

  private final List<Pieces> pieces;
  private final Map<String, List<Node>> definitions;
  private Set<String> variables = new HashSet<>(Set.of("$"));
  private int piece;
  private List<Word> words = List.of();
  private int word;
  private int depth;
  private int loops;

  /// @param definitions gets what `{{define}}` and `{{block}}` name, and the template itself
  TemplateParser(List<Pieces> pieces, Map<String, List<Node>> definitions) {
    this.pieces = pieces;
    this.definitions = definitions;
  }

  /// How a list of nodes ended.
  private enum End {
    TEXT,
    ELSE,
    END
  }

  private record Body(List<Node> nodes, End end) {}

  /// The template `name`.
  List<Node> parse(String name) {
    Body body = body();
    switch (body.end()) {
      case TEXT -> define(name, body.nodes());
      case ELSE -> throw new TemplateException("unexpected {{else}}");
      case END -> throw new TemplateException("unexpected {{end}}");
    }
    return body.nodes();
  }

  /// A template of white space alone may be replaced, and replaces none.
  private void define(String name, List<Node> nodes) {
    @Nullable List<Node> before = definitions.get(name);
    if (before == null || isEmpty(before)) {
      definitions.put(name, nodes);
    } else if (!isEmpty(nodes)) {
      throw new TemplateException(
          "template: multiple definition of template " + GoSyntax.quote(name));
    }
  }

  private static boolean isEmpty(List<Node> nodes) {
    return nodes.stream()
        .allMatch(node -> node instanceof Node.Text(String text) && text.isBlank());
  }

  private Body body() {
    if (++depth > DEEPEST) {
      throw new TemplateException("nested too deeply");
    }
    var nodes = new ArrayList<Node>();
    while (piece < pieces.size()) {
      Pieces next = pieces.get(piece++);
      if (!next.action()) {
        nodes.add(new Node.Text(next.text()));
        continue;
      }
      words = new ActionLexer(next.text()).words();
      word = 0;
      if (current().isName("end")) {
        word++;
        finish("end");
        depth--;
        return new Body(nodes, End.END);
      }
      if (current().isName("else")) {
        word++;
        depth--;
        return new Body(nodes, End.ELSE);
      }
      if (depth == 1 && current().isName("define")) {
        definition();
      } else {
        nodes.add(action());
      }
    }
    depth--;
    return new Body(nodes, End.TEXT);
  }

  private Word current() {
    return words.get(word);
  }

  private void finish(String where) {
    if (current().kind() != Kind.END) {
      throw unexpected(where);
    }
  }

  private TemplateException unexpected(String where) {
    Word found = current();
    String shown =
        switch (found.kind()) {
          case FIELD -> "<." + found.text() + ">";
          case DOT -> "<.>";
          case END -> "\"}}\"";
          default -> GoSyntax.quote(found.text());
        };
    return new TemplateException("unexpected " + shown + " in " + where);
  }

  private Node action() {
    Word first = current();
    if (first.kind() == Kind.NAME) {
      switch (first.text()) {
        case "if", "with" -> {
          word++;
          return choice(first.text());
        }
        case "range" -> {
          word++;
          return loop();
        }
        case "break", "continue" -> {
          word++;
          finish(first.text());
          if (loops == 0) {
            throw new TemplateException("{{" + first.text() + "}} outside {{range}}");
          }
          return new Node.Jump(first.text().equals("break"));
        }
        case "template" -> {
          return include();
        }
        case "block" -> {
          return block();
        }
        case "define" -> throw new TemplateException("unexpected <define> in command");
        default -> {}
      }
    }
    return new Node.Output(pipeline("command", Kind.END));
  }

  private void definition() {
    String where = "define clause";
    word++;
    String name = quotedName(where);
    finish(where);
    define(name, separately(where));
  }

  private Node include() {
    String where = "template clause";
    word++;
    String name = quotedName(where);
    boolean bare = current().kind() == Kind.END;
    return new Node.Include(name, bare ? null : pipeline(where, Kind.END));
  }

  private Node block() {
    String where = "block clause";
    word++;
    String name = quotedName(where);
    Node.Pipeline data = pipeline(where, Kind.END);
    define(name, separately(where));
    return new Node.Include(name, data);
  }

  private String quotedName(String where) {
    if (current().kind() != Kind.VALUE || !(current().value() instanceof String name)) {
      throw unexpected(where);
    }
    word++;
    return name;
  }

  /// The body of a template within a template, which knows nothing of variables and loops around.
  private List<Node> separately(String where) {
    Set<String> around = variables;
    int loopsAround = loops;
    variables = new HashSet<>(Set.of("$"));
    loops = 0;
    Body body = body();
    variables = around;
    loops = loopsAround;
    return switch (body.end()) {
      case END -> body.nodes();
      case ELSE -> throw new TemplateException("unexpected {{else}} in " + where);
      case TEXT -> throw new TemplateException("unexpected EOF");
    };
  }

  private Node choice(String which) {
    boolean with = which.equals("with");
    Node.Pipeline condition = pipeline(which, Kind.END);
    Body yes = body();
    List<Node> no = List.of();
    if (yes.end() == End.ELSE) {
      if (current().isName("if") || current().isName("with")) {
        String nested = current().text();
        word++;
        return new Node.Choice(condition, with, yes.nodes(), List.of(choice(nested)));
      }
      finish("else");
      no = closed(body());
    } else if (yes.end() == End.TEXT) {
      throw new TemplateException("unexpected EOF");
    }
    return new Node.Choice(condition, with, yes.nodes(), no);
  }

  private Node loop() {
    Node.Pipeline list = pipeline("range", Kind.END);
    loops++;
    Body body = body();
    loops--;
    List<Node> otherwise = List.of();
    if (body.end() == End.ELSE) {
      finish("else");
      otherwise = closed(body());
    } else if (body.end() == End.TEXT) {
      throw new TemplateException("unexpected EOF");
    }
    return new Node.Loop(list, body.nodes(), otherwise);
  }

  private static List<Node> closed(Body body) {
    return switch (body.end()) {
      case END -> body.nodes();
      case ELSE -> throw new TemplateException("expected end; found {{else}}");
      case TEXT -> throw new TemplateException("unexpected EOF");
    };
  }

  private Node.Pipeline pipeline(String where, Kind end) {
    var names = new ArrayList<String>();
    boolean declares = false;
    int start = word;
    while (current().kind() == Kind.VARIABLE) {
      names.add(current().text());
      word++;
      if (current().is(",") && where.equals("range") && names.size() == 1) {
        word++;
        continue;
      }
      break;
    }
    if (!names.isEmpty() && (current().is(":=") || current().is("=") && names.size() == 1)) {
      declares = current().is(":=");
      word++;
      if (declares) {
        variables.addAll(names);
      }
    } else {
      names.clear();
      word = start;
    }
    var commands = new ArrayList<Node.Command>();
    commands.add(command(where));
    while (current().is("|")) {
      word++;
      commands.add(command(where));
    }
    boolean ended = end == Kind.END ? current().kind() == Kind.END : current().is(")");
    if (!ended) {
      throw unexpected(where);
    }
    return new Node.Pipeline(names, declares, commands);
  }

  private Node.Command command(String where) {
    var operands = new ArrayList<Node.Operand>();
    while (true) {
      Node.@Nullable Operand operand = operand();
      if (operand == null) {
        break;
      }
      operands.add(operand);
    }
    if (operands.isEmpty()) {
      if (current().kind() == Kind.END || current().is("|") || current().is(")")) {
        throw new TemplateException("missing value for " + where);
      }
      throw unexpected(where);
    }
    return new Node.Command(operands);
  }

  private Node.@Nullable Operand operand() {
    Word first = current();
    Node.Operand operand;
    switch (first.kind()) {
      case VALUE -> operand = new Node.Constant(first.value());
      case DOT -> operand = new Node.Dot();
      case FIELD -> {
        // The dot itself is the value; the field follows.
        return fields(new Node.Dot());
      }
      case VARIABLE -> {
        if (!variables.contains(first.text())) {
          throw new TemplateException("undefined variable " + GoSyntax.quote(first.text()));
        }
        operand = new Node.Variable(first.text());
      }
      case NAME -> operand = named(first.text());
      case SIGN -> {
        if (!first.is("(")) {
          return null;
        }
        word++;
        operand = new Node.Group(pipeline("parenthesized pipeline", Kind.SIGN));
      }
      case END -> {
        return null;
      }
      default -> throw new IllegalStateException(first.toString());
    }
    word++;
    return fields(operand);
  }

  private static Node.Operand named(String name) {
    return switch (name) {
      case "true" -> new Node.Constant(true);
      case "false" -> new Node.Constant(false);
      case "nil" -> new Node.Constant(null);
      default -> {
        if (!Functions.exists(name)) {
          throw new TemplateException("function " + GoSyntax.quote(name) + " not defined");
        }
        yield new Node.Function(name);
      }
    };
  }

  /// Fields follow a value without a space between.
  private Node.Operand fields(Node.Operand of) {
    var path = new ArrayList<String>();
    while (current().kind() == Kind.FIELD
        && (!current().spaced() || of instanceof Node.Dot && path.isEmpty())) {
      path.add(current().text());
      word++;
    }
    return path.isEmpty() ? of : new Node.Field(of, path);
  }
}
