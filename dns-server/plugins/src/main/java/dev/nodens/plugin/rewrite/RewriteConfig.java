package dev.nodens.plugin.rewrite;

import java.util.List;

/// What all uses of `rewrite` in a block say.
///
/// @param rules in the order of the file; each is tried until one that matches says stop
public record RewriteConfig(List<Rule> rules) {
  public RewriteConfig {
    rules = List.copyOf(rules);
  }
}
