package dev.nodens.plugin.template;

import dev.nodens.golang.template.GoTemplate;
import dev.nodens.golang.template.TemplateException;
import dev.nodens.wire.Name;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A template that makes a record. The common `{{ .Name }} 60 IN A 192.0.2.1`, where only the owner
/// changes, is read once.
final class RecordTemplate {
  private static final String ANY_OWNER = "owner.";

  private final GoTemplate template;
  private final @Nullable RecordText fixed;

  RecordTemplate(GoTemplate template) {
    this.template = template;
    this.fixed = template.textBehind("Name").map(RecordTemplate::read).orElse(null);
  }

  private static @Nullable RecordText read(String text) {
    try {
      boolean parted = !text.isEmpty() && Character.isWhitespace(text.charAt(0));
      return parted ? RecordText.parse(ANY_OWNER + text) : null;
    } catch (IOException e) {
      // Said at each query, as upstream.
      return null;
    }
  }

  /// A record for one query.
  ///
  /// @param owner in the place of the record's, or null
  record Made(RecordText record, @Nullable Name owner) {}

  /// @throws TemplateException if the template cannot be filled
  /// @throws IOException if the result is no record
  Made make(Match match) throws IOException {
    if (fixed != null) {
      return new Made(fixed, Name.parse(match.name()));
    }
    return new Made(RecordText.parse(template.execute(match.data())), null);
  }

  /// As written.
  @Override
  public String toString() {
    return template.toString();
  }
}
