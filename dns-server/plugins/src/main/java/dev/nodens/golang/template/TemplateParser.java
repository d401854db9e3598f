package dev.nodens.golang.template;

import dev.nodens.corefile.GoSyntax;
import dev.nodens.golang.template.ActionLexer.Kind;
import dev.nodens.golang.template.ActionLexer.Word;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the pieces of a template.
final class TemplateParser {
  private static final int DEEPEST = 100;

  private final List<Pieces> pieces;
  private final Set<String> variables = new HashSet<>(Set.of("$"));
  private int piece;
  private List<Word> words = List.of();
  private int word;
  private int depth;
  private int loops;

  TemplateParser(List<Pieces> pieces) {
    this.pieces = pieces;
  }

  /// How a list of nodes ended.
  private enum End {
    TEXT,
    ELSE,
    END
  }

  private record Body(List<Node> nodes, End end) {}

  List<Node> parse() {
    Body body = body();
    return switch (body.end()) {
      case TEXT -> body.nodes();
      case ELSE -> throw new TemplateException("unexpected {{else}}");
      case END -> throw new TemplateException("unexpected {{end}}");
    };
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
      @Nullable Node node = action();
      if (node != null) {
        nodes.add(node);
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
        case "define", "template", "block" ->
            throw new TemplateException("{{" + first.text() + "}} is not supported");
        default -> {}
      }
    }
    return new Node.Output(pipeline("command", Kind.END));
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
