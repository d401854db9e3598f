package dev.nodens.plugin.rewrite;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Brings the TTLs of replies into a range.
record TtlRule(boolean stop, NameMatch match, ReplyRule.Ttl range) implements Rule {
  @Override
  public @Nullable Effect effect(Subject subject) {
    return match.matches(subject) ? Effect.onReply(List.of(range)) : null;
  }
}
