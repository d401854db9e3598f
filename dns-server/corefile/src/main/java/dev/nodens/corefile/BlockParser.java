package dev.nodens.corefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Groups the tokens of one file, and of what it imports, into server blocks. One use only.
final class BlockParser {

  private final TokenStream in;
  private final Imports imports;
  private final Expansion expansion;
  private final Set<String> directives;
  private final List<String> warnings;

  BlockParser(
      TokenStream in,
      Imports imports,
      Expansion expansion,
      Set<String> directives,
      List<String> warnings) {
    this.in = in;
    this.imports = imports;
    this.expansion = expansion;
    this.directives = directives;
    this.warnings = warnings;
  }

  List<ServerBlock> parse() {
    List<ServerBlock> blocks = new ArrayList<>();
    while (in.next()) {
      ServerBlock block = block();
      if (block != null) {
        blocks.add(block);
      }
    }
    return blocks;
  }

  /// The block, or null for a snippet and for a block without a key (accepted and ignored, as
  /// upstream).
  private @Nullable ServerBlock block() {
    Position start = in.position();
    List<Token> keys = new ArrayList<>();
    boolean end = keys(keys);
    if (end) {
      return keys.isEmpty() ? null : new ServerBlock(keys, List.of());
    }
    String snippet = snippetName(keys);
    if (snippet != null) {
      snippet(snippet);
      return null;
    }
    List<Directive> found = body();
    if (keys.isEmpty()) {
      warnings.add(start + " - a server block without a key is never served");
      return null;
    }
    return new ServerBlock(keys, found);
  }

  /// Reads keys up to `{` or the end of the line; true if the file ended.
  private boolean keys(List<Token> keys) {
    boolean another = false;
    while (true) {
      String text = expansion.expand(in.token());
      if (text.equals("import") && in.isNewLine()) {
        imports.expand(in);
        in.stepIntoImport();
        continue;
      }
      if (text.equals("{")) {
        if (another) {
          throw in.error("Expected another address but had '{' - check for extra comma");
        }
        return false;
      }
      if (!text.isEmpty()) {
        another = text.endsWith(",");
        String key = another ? text.substring(0, text.length() - 1) : text;
        keys.add(new Token(key, in.position()));
      }
      boolean more = in.next();
      if (another && !more) {
        throw in.unexpectedEnd();
      }
      if (!more) {
        return true;
      }
      if (!another && in.isNewLine()) {
        return false;
      }
    }
  }

  private static @Nullable String snippetName(List<Token> keys) {
    if (keys.size() != 1) {
      return null;
    }
    String key = keys.getFirst().text();
    if (!key.startsWith("(") || !key.endsWith(")")) {
      return null;
    }
    return key.substring(1, key.length() - 1);
  }

  private void snippet(String name) {
    if (imports.defines(name)) {
      throw in.error("redeclaration of previously declared snippet " + name);
    }
    if (!in.text().equals("{")) {
      throw in.syntaxError("{");
    }
    List<Token> tokens = new ArrayList<>();
    int depth = 1;
    while (in.next()) {
      if (in.text().equals("}") && --depth == 0) {
        break;
      }
      if (in.text().equals("{")) {
        depth++;
      }
      tokens.add(in.token());
    }
    if (depth != 0) {
      throw in.syntaxError("}");
    }
    imports.define(name, tokens, in.position());
  }

  private List<Directive> body() {
    boolean braces = in.text().equals("{");
    if (!braces) {
      in.back();
    }
    List<Directive> found = new ArrayList<>();
    while (in.next() && !in.text().equals("}")) {
      if (in.text().equals("import")) {
        imports.expand(in);
      } else {
        found.add(directive());
      }
    }
    if (braces && !in.text().equals("}")) {
      throw in.syntaxError("}");
    }
    return found;
  }

  /// Collects one directive: the rest of its line, and of further lines while a brace is open.
  private Directive directive() {
    Token name = new Token(expansion.expand(in.token()), in.position());
    if (!directives.isEmpty() && !directives.contains(name.text())) {
      throw in.error(
          "Unknown directive '" + name.text() + "'; known are " + String.join(", ", directives));
    }
    List<Token> tokens = new ArrayList<>();
    int depth = 0;
    while (in.next()) {
      String text = in.text();
      if (text.equals("{")) {
        depth++;
      } else if (depth == 0 && in.isNewLine()) {
        in.back();
        break;
      } else if (text.equals("}")) {
        if (depth == 0) {
          throw in.error("Unexpected '}' because no matching opening brace");
        }
        depth--;
      } else if (text.equals("import") && in.isNewLine()) {
        imports.expand(in);
        continue;
      }
      tokens.add(in.expandCurrent(expansion));
    }
    if (depth > 0) {
      throw in.unexpectedEnd();
    }
    return new Directive(name, tokens);
  }
}
