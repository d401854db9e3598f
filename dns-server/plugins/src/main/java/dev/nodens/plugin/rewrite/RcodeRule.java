package dev.nodens.plugin.rewrite;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts one rcode in the place of another.
record RcodeRule(boolean stop, NameMatch match, ReplyRule.Rcode change) implements Rule {
  @Override
  public @Nullable Effect effect(Subject subject) {
    return match.matches(subject) ? Effect.onReply(List.of(change)) : null;
  }
}
