package dev.nodens.plugin.rewrite;

import dev.nodens.wire.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Puts another name into the question.
///
/// @param replacement how the new name is made
/// @param revert whether names in the reply are mapped back to the one that was asked for
/// @param answers what else happens to the reply, in the order of the file
record NameRule(
    boolean stop, NameMatch match, Replacement replacement, boolean revert, List<ReplyRule> answers)
    implements Rule {

  NameRule {
    answers = List.copyOf(answers);
  }

  /// How the new name is made.
  sealed interface Replacement {
    /// Takes the place of what matched: of the whole name, its start, its end or a part.
    record Text(String text) implements Replacement {}

    /// Text, groups of the match and metadata, one after the other.
    record Parts(List<Part> parts) implements Replacement {
      public Parts {
        parts = List.copyOf(parts);
      }
    }
  }

  /// A piece of a new name.
  sealed interface Part {
    record Literal(String text) implements Part {}

    record Group(int number) implements Part {}

    record Label(String label) implements Part {}
  }

  @Override
  public @Nullable Effect effect(Subject subject) {
    if (match.kind() != NameMatch.Kind.REGEX && !match.matches(subject)) {
      return null;
    }
    String name = subject.name();
    @Nullable String text = rewritten(subject, name);
    if (text == null) {
      return null;
    }
    Name changed;
    try {
      changed = Name.parse(text);
    } catch (IllegalArgumentException e) {
      return Effect.fault("invalid name after rewrite: " + text);
    }
    return Effect.request(
        subject.query().withName(changed.wire()), onReply(name, changed.toString()));
  }

  private @Nullable String rewritten(Subject subject, String name) {
    return switch (replacement) {
      case Replacement.Text to -> replaced(name, match.text(), to.text());
      case Replacement.Parts to -> joined(to.parts(), subject, name);
    };
  }

  private @Nullable String replaced(String name, String from, String to) {
    return switch (match.kind()) {
      case EXACT -> to;
      case PREFIX -> to + name.substring(from.length());
      case SUFFIX -> name.substring(0, name.length() - from.length()) + to;
      case SUBSTRING -> name.replace(from, to);
      case REGEX -> {
        @Nullable List<String> groups = groups(name);
        yield groups == null ? null : TextMap.fill(to, groups);
      }
    };
  }

  private @Nullable List<String> groups(String name) {
    return match.regex() == null ? null : match.regex().match(name);
  }

  private @Nullable String joined(List<Part> parts, Subject subject, String name) {
    @Nullable List<String> groups = groups(name);
    if (groups == null) {
      return null;
    }
    var text = new StringBuilder();
    for (Part part : parts) {
      String piece =
          switch (part) {
            case Part.Literal literal -> literal.text();
            case Part.Group group -> groups.get(group.number());
            case Part.Label label -> subject.metadata(label.label()).toLowerCase(Locale.ROOT);
          };
      if (piece.isEmpty() && part instanceof Part.Label) {
        return null;
      }
      text.append(piece);
    }
    return text.toString();
  }

  /// A suffix is mapped back as such, other changes name by name.
  private List<ReplyRule> onReply(String asked, String changed) {
    if (!revert) {
      return answers;
    }
    TextMap back =
        match.kind() == NameMatch.Kind.SUFFIX && replacement instanceof Replacement.Text to
            ? new TextMap.Suffix(to.text(), match.text())
            : new TextMap.Domain(changed, asked);
    var rules = new ArrayList<ReplyRule>();
    rules.add(new ReplyRule.Owner(back));
    rules.add(new ReplyRule.Value(back));
    rules.addAll(answers);
    return rules;
  }
}
