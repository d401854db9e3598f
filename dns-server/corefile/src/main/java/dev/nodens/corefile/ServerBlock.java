package dev.nodens.corefile;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A server block: keys, then directives in the order of the file.
///
/// @param keys as written, environment values put in; [ZoneKeys] reads them
public record ServerBlock(List<Token> keys, List<Directive> directives) {

  public ServerBlock {
    keys = List.copyOf(keys);
    directives = List.copyOf(directives);
  }

  /// The names used in this block, each once, in the order of first use.
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    directives.forEach(directive -> names.add(directive.name().text()));
    return names;
  }

  public boolean uses(String name) {
    return directives.stream().anyMatch(directive -> directive.name().text().equals(name));
  }

  /// All tokens of the directive `name`, the name itself among them each time it is written: a
  /// directive that stands twice in a block gives one list, as upstream. Empty if it is not used.
  public List<Token> tokens(String name) {
    List<Token> tokens = new ArrayList<>();
    for (Directive directive : directives) {
      if (directive.name().text().equals(name)) {
        tokens.add(directive.name());
        tokens.addAll(directive.tokens());
      }
    }
    return tokens;
  }

  /// What the parser of plugin `name` reads: a cursor ahead of the first of [#tokens].
  public Cursor cursor(String name) {
    String file = keys.isEmpty() ? "" : keys.getFirst().position().file();
    return new Cursor(file, tokens(name));
  }
}
