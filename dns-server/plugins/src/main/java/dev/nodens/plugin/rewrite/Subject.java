package dev.nodens.plugin.rewrite;

import dev.nodens.core.Exchange;
import dev.nodens.core.Metadata;
import dev.nodens.wire.Query;
import org.jspecify.annotations.Nullable;

/// The query as the rules see it: as it is now, after the rules before. One per event loop, reused.
final class Subject {
  private final Metadata metadata;
  private @Nullable Exchange exchange;
  private @Nullable String name;

  Subject(Metadata metadata) {
    this.metadata = metadata;
  }

  /// Looks at the query of `of`, which is new or was changed.
  void look(Exchange of) {
    exchange = of;
    name = null;
  }

  /// Lets go of the query.
  void forget() {
    exchange = null;
    name = null;
  }

  Exchange exchange() {
    Exchange present = exchange;
    if (present == null) {
      throw new IllegalStateException("no query is being looked at");
    }
    return present;
  }

  Query query() {
    return exchange().query();
  }

  /// The queried name in lower case; made once, and only if a rule asks.
  String name() {
    String text = name;
    if (text == null) {
      text = query().qnameText();
      name = text;
    }
    return text;
  }

  /// What a plugin knows of the query; empty if nothing.
  String metadata(String label) {
    return metadata.value(exchange(), label);
  }
}
