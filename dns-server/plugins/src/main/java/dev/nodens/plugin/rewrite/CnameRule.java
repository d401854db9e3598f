package dev.nodens.plugin.rewrite;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Follows another target than the one that a CNAME record of the reply names. Matches every query:
/// which replies are concerned shows only on the way back.
///
/// @param match which targets
/// @param to what takes the place of what matched
record CnameRule(boolean stop, NameMatch match, String to) implements Rule {
  @Override
  public Effect effect(Subject subject) {
    return Effect.onReply(List.of(new ReplyRule.Target(this)));
  }

  /// The target to follow in the place of `target`, or null if that is not concerned.
  @Nullable String target(String target) {
    String from = match.text();
    return switch (match.kind()) {
      case EXACT -> target.equals(from) ? to : null;
      case PREFIX -> target.startsWith(from) ? to + target.substring(from.length()) : null;
      case SUFFIX ->
          target.endsWith(from) ? target.substring(0, target.length() - from.length()) + to : null;
      case SUBSTRING -> target.contains(from) ? target.replace(from, to) : null;
      case REGEX -> {
        @Nullable List<String> groups = match.regex() == null ? null : match.regex().match(target);
        yield groups == null ? null : TextMap.fill(to, groups);
      }
    };
  }
}
