package dev.nodens.plugin.rewrite;

import java.util.ArrayList;
import java.util.List;

/// What the rules did to one query, to be undone on its way back.
final class Rewriting {
  private final byte[] original;
  private final List<ReplyRule> rules = new ArrayList<>();

  Rewriting(byte[] original) {
    this.original = original;
  }

  /// The request as the client sent it.
  byte[] original() {
    return original;
  }

  void add(List<ReplyRule> more) {
    rules.addAll(more);
  }

  /// What happens to the reply; the last rule is applied first.
  List<ReplyRule> rules() {
    return rules;
  }
}
