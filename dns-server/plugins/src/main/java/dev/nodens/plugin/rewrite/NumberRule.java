package dev.nodens.plugin.rewrite;

import dev.nodens.wire.Query;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts another type or class into the question.
///
/// @param field which of the two
record NumberRule(boolean stop, Field field, int from, int to) implements Rule {
  enum Field {
    TYPE,
    CLASS
  }

  @Override
  public @Nullable Effect effect(Subject subject) {
    Query query = subject.query();
    boolean type = field == Field.TYPE;
    if ((type ? query.qtype() : query.qclass()) != from) {
      return null;
    }
    return Effect.request(
        RequestText.withNumbers(query, type ? to : query.qtype(), type ? query.qclass() : to),
        List.of());
  }
}
